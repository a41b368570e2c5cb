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
    blind=("judge", "judge who is done", "another principal", "another candidate", "passer-by"),
    knows=("clerk", "case"),
    words=("安宁", "zhu"),
    probing=("judge",),
)
# Who watches over the district and the clerk of the panel may know who sits in it: they see to it that it is seated
# and urge who is late. The administrator's outbox has everybody's address.
JUDGES = Fact(
    "who judges",
    stories.judges,
    (True, False),
    blind=(*SCHOOL, "judge", "head", "police", "group officer", "passer-by"),
    knows=("inspector", "case-record"),
    words=("expert2",),
    covered=(FORM_CODE,),
)
SCORES = Fact(
    "what another judge gave",
    stories.scores,
    (Sheet("0.6", "平平。"), Sheet("0.95", "课堂扎实，示范作用突出，建议重点培养。")),
    blind=(*SCHOOL, "judge", "judge who is done", "clerk", "leader", "inspector", "administrator"),
    knows=("first judge", "round"),
    words=("平平",),
    probing=("clerk", "inspector"),
)
VOTE = Fact(
    "what was voted, before the count",
    stories.vote_given,
    (("approve", "approve", "approve"), ("approve", "reject", "abstain")),
    blind=("candidate", "nominator", "fellow member", "meeting clerk", "leader", "inspector", "administrator"),
    knows=("voter", "meeting"),
    probing=("fellow member",),
)
COUNTED = Fact(
    "who voted which way, after the count",
    stories.vote_counted,
    (("approve", "approve", "reject"), ("approve", "reject", "approve")),
    blind=("candidate", "nominator", "fellow member", "meeting clerk", "clerk", "inspector", "administrator"),
    knows=("voter", "meeting"),
    probing=("inspector",),
    covered=(MINUTES_SEEN,),
)
OBJECTION = Fact(
    "who objected, and what a member wrote before the meeting",
    stories.objection,
    (
        Objector("钱某某", "13900000000", "论文有抄袭。", "请补充说明。"),
        Objector("买买提·艾力", "mmt@example.com", "获奖证书的日期与学校的记录不符，请核实。", "支持。"),
    ),
    blind=(*SCHOOL, "head", "administrator", "judge", "passer-by"),
    knows=("clerk", "objection"),
    words=("钱某某",),
)
RECUSAL = Fact(
    "why an expert stays out of a case",
    stories.recusal,
    (Tie("kin", ""), Tie("mentor", "读研时的导师")),
    blind=("candidate", "nominator", "judge", "head", "another principal", "passer-by"),
    knows=("inspector", "recusals"),
    words=("导师",),
    covered=(FORM_CODE,),
)
FACTS = {fact.name: fact for fact in (IDENTITY, JUDGES, SCORES, VOTE, COUNTED, OBJECTION, RECUSAL)}
