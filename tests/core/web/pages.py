"""The addresses of the product and a few more that fail on purpose."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import path

from core.errors import Conflict, Refused
from core.urls import handler400, handler403, handler404, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "urlpatterns"]


class Letter(forms.Form):
    """One field of every sort that the field tag draws."""

    title = forms.CharField(label="标题", max_length=20, help_text="不超过 20 字")
    text = forms.CharField(label="正文", widget=forms.Textarea(attrs={"rows": 3}))
    phase = forms.ChoiceField(label="学段", choices=[("p", "小学"), ("s", "中学")])
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect, required=False)
    is_urgent = forms.BooleanField(label="加急", required=False)
    paper = forms.FileField(label="附件", required=False)


LETTER = """
{% extends "base.html" %}
{% block title %}信件{% endblock %}
{% block content %}
  <h1>信件</h1>
  <form method="post" enctype="multipart/form-data" id="letter" data-keep>{% csrf_token %}
    {% include "core/form_errors.html" %}
    {% for bound in form %}{% field bound %}{% endfor %}
    <button class="btn btn-primary" name="verdict" value="send">寄出</button>
  </form>
{% endblock %}
"""

SAMPLES = """
{% extends "base.html" %}
{% block title %}样张{% endblock %}
{% block content %}
  <div class="page-head"><h1>样张</h1><a class="btn btn-primary" href="#">{% icon "plus" %} 发起推荐</a></div>
  <ol class="stages">
    <li class="done">✓ 学校提名</li><li class="now" aria-current="step">● 资格审查</li>
    <li>专家评审</li><li>联席会议</li>
  </ol>
  <div class="tiles"><div class="tile">今日到期<b>1</b></div><div class="tile">待我处理<b>6</b></div></div>
  <div class="card mb-3">
    <nav class="tabs" aria-label="事项"><a href="#" aria-current="page">待办 6</a><a href="#">已办</a></nav>
    <table class="table table-cards">
      <thead><tr><th>推荐对象</th><th>项目</th><th>时限</th><th>操作</th></tr></thead>
      <tbody>
        <tr><td><a href="#">王秀英</a><span class="sub">海州实验小学</span></td><td data-label="项目">区级骨干教师</td>
          <td data-label="时限">{% badge "今日到期" "late" %}</td>
          <td><a class="btn btn-primary" href="#">办理</a></td></tr>
        <tr class="quota-line"><td colspan="4">名额线(1 名)</td></tr>
        <tr><td><a href="#">李建国</a><span class="sub">育才中学</span></td><td data-label="项目">优秀班主任</td>
          <td data-label="时限">{% badge "明日到期" "soon" %} {% badge "剩 3 个工作日" %}
            {% badge "通过" "good" %} {% badge "在办" "info" %}</td>
          <td><a class="btn btn-outline-danger" href="#">退回补正</a></td></tr>
      </tbody>
    </table>
  </div>
  <div class="card card-body">
    <ol class="trail">
      <li class="good"><b>学校提名</b> · 周校长 {% badge "提交" %}<time>{{ at|moment }}</time><p>同意推荐。</p></li>
      <li class="late"><b>资格审查</b> · 孙科员 {% badge "退回补正" %}<time>{{ at|day }}</time></li>
      <li class="now"><b>资格审查</b> · 钱科长 {% badge "待办" "info" %}</li>
    </ol>
  </div>
{% endblock %}
{% block actions %}
  <form class="act-bar" method="post"><div class="container">
    <label class="visually-hidden" for="opinion">审查意见</label>
    <input class="form-control grow" id="opinion" placeholder="审查意见">
    <button class="btn btn-primary">通过</button><button class="btn btn-outline-danger">退回补正</button>
  </div></form>
{% endblock %}
"""


@login_required
def letter(request):
    form = Letter(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["title"] == "refused":
            raise Refused("三名名额已满,请先撤回一件。")
        messages.success(request, "已寄出")
        return redirect("letter")
    return HttpResponse(engines["django"].from_string(LETTER).render({"form": form}, request))


def samples(request):
    import datetime as dt

    at = dt.datetime(2026, 3, 2, 1, 30, tzinfo=dt.UTC)
    return HttpResponse(engines["django"].from_string(SAMPLES).render({"at": at}, request))


def failing(error):
    def view(request):
        raise error

    return view


urlpatterns = [
    *urlpatterns,
    path("letter/", letter, name="letter"),
    path("samples/", samples),
    path("conflict/", failing(Conflict("李副局长已经通过了这一件。"))),
    path("refused/", failing(Refused("三名名额已满,请先撤回一件。"))),
    path("forbidden/", failing(PermissionDenied("只有校长可以提名。"))),
    path("malformed/", failing(SuspiciousOperation("?"))),
    path("broken/", failing(RuntimeError("secret detail"))),
]
