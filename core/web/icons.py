"""Small drawings for buttons and marks, inlined so that no icon font is loaded; each is strokes on a 16 × 16 grid."""

PATHS = {
    "alert": "M8 2 1.5 13.5h13L8 2Zm0 4.5V10m0 1.8v.2",
    "back": "M10 3 5 8l5 5",
    "bell": "M3.5 11.5h9L11.5 10V7a3.5 3.5 0 0 0-7 0v3l-1 1.5Zm3 2a1.6 1.6 0 0 0 3 0M8 3.5V2",
    "check": "m3 8.5 3.5 3.5L13 4.5",
    "clock": "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM8 4.5V8l2.5 1.5",
    "cross": "m4 4 8 8m0-8-8 8",
    "download": "M8 2v8m-3-3 3 3 3-3M2.5 13.5h11",
    "globe": "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM2 8h12M8 1.8c-4 4-4 8.4 0 12.4 4-4 4-8.4 0-12.4Z",
    "lock": "M4 7.5h8v6H4v-6Zm1.5 0V5a2.5 2.5 0 0 1 5 0v2.5",
    "menu": "M2 4h12M2 8h12M2 12h12",
    "next": "m6 3 5 5-5 5",
    "paper": "M4 1.8h5.5L12.5 5v9.2H4V1.8Zm5 0V5.5h3.5M6 8.5h4.5M6 11h4.5",
    "plus": "M8 3v10M3 8h10",
    "print": "M4.5 5.5V2h7v3.5M4.5 12H2.5V5.5h11V12h-2m-7-2.5h7V14h-7V9.5Z",
    "search": "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Zm3.5 8 3.5 3.5",
    "user": "M8 2.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6ZM2.5 14c.4-3 2.6-4.5 5.5-4.5s5.1 1.5 5.5 4.5",
}
