"""What is hidden in this product, and from whom."""

from tests.blindness import stories
from tests.blindness.readings import Fact, Nonce
from tests.blindness.stories import AN, ZHU, Objector, Sheet, Tie

SCHOOL = ("candidate", "nominator", "school secretary")
# Sixteen of the 64 digits of a digest over everything on record, the seed of the draw, 64 bits by lot, among it: nobody
# finds what was digested by trying, and nobody can go on from a part of a digest to the next one.
FORM_CODE = Nonce(rb"\b[0-9a-f]{16}\b", "the check code of a printed form")
# A digest over the minutes and the sealed ballots, not over what is in them: each has 96 bits by lot.
MINUTES_SEEN = Nonce(rb'(?<=name="seen" value=")[0-9a-f]{64}', "which minutes are signed")

IDENTITY = Fact(
    "who is judged",
    stories.identity,
    (AN, ZHU),
    blind=(
        *("judge before the declaration", "judge", "judge who is done"),
        *("another principal", "another candidate", "passer-by"),
    ),
    knows=("clerk", "case"),
    words=("安宁",),
    probing=("judge before the declaration", "judge"),
)
# The clerk of the panel may know who sits in it, to see to it that it is seated; the administrator's outbox has
# everybody's address. Who watches over the district learns it once a judge is late, or when the sheets are opened.
JUDGES = Fact(
    "who judges",
    stories.judges,
    (True, False),
    blind=(*SCHOOL, "judge", "head", "leader", "group officer", "passer-by"),
    knows=("second expert", "inbox"),
    words=("expert2",),
    covered=(FORM_CODE,),
)
SCORES = Fact(
    "what another judge gave",
    stories.scores,
    (Sheet("0.6", "平平。"), Sheet("0.95", "课堂扎实，示范作用突出，建议重点培养。")),
    blind=("candidate", "nominator", "judge", "judge who is done", "clerk", "leader", "inspector", "administrator"),
    knows=("first judge", "round"),
    words=("平平",),
    probing=("clerk", "inspector"),
)
# A sealed vote is shown to nobody, not even to who gave it: the databases show that there is one.
VOTE = Fact(
    "what was voted, before the count",
    stories.vote_given,
    (("approve", "approve", "approve"), ("approve", "reject", "abstain")),
    blind=("nominator", "fellow member", "meeting clerk", "leader", "administrator"),
    probing=("fellow member",),
)
COUNTED = Fact(
    "who voted which way, after the count",
    stories.vote_counted,
    (("approve", "approve", "reject"), ("approve", "reject", "approve")),
    blind=("fellow member", "meeting clerk", "clerk", "inspector"),
    probing=("inspector",),
    covered=(MINUTES_SEEN,),
)
# Who must know none of these at all; all differ at once, so that no two of them need worlds of their own.
OBJECTION = Fact(
    "who objected, what a member wrote, how it was voted and why an expert stays out",
    stories.objection,
    (
        (
            Tie("kin", ""),
            Objector("钱某某", "13900000000", "论文有抄袭。", "请补充说明。", ("approve", "approve", "reject")),
        ),
        (
            Tie("mentor", "读研时的导师"),
            Objector("买买提·艾力", "m@example.com", "证书日期不符。", "支持。", ("approve", "reject", "approve")),
        ),
    ),
    blind=(*SCHOOL, "head", "administrator", "judge", "another principal", "passer-by"),
    knows=("clerk", "objection"),
    words=("钱某某",),
    covered=(FORM_CODE,),
)
FACTS = {fact.name: fact for fact in (IDENTITY, JUDGES, SCORES, VOTE, COUNTED, OBJECTION)}
