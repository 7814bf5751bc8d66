"""The plainest sentences of danger, and calls for help, in languages that the model has not read.

No native speaker has looked at them. They are found as they stand, after normal.py, anywhere in a text; with a $, where
nothing follows in the sentence ("I don't want to live with him").
"""

from coach.safety.normal import normal

DANGER = {  # a wish to die, or to kill oneself
    "it": ("voglio morire", "vorrei morire", "mi ammazzo$", "voglio ammazzarmi", "voglio uccidermi",
           "voglio farla finita", "non voglio piu vivere$", "non voglio vivere$", "suicidarmi"),
    "nl": ("ik wil dood", "ik wil sterven", "ik wil niet meer leven$", "ik wil er niet meer zijn", "zelfmoord",
           "ik maak er een einde aan", "ik maak mezelf van kant"),
    "pl": ("chcę umrzeć", "nie chcę żyć$", "nie chcę już żyć$", "chcę się zabić", "zabiję się", "samobójstwo"),
    "tr": ("ölmek istiyorum", "artık yaşamak istemiyorum", "kendimi öldürmek istiyorum",
           "kendimi öldüreceğim", "intihar"),
    "ro": ("vreau să mor", "nu mai vreau să trăiesc$", "vreau să mă omor", "mă sinucid", "sinucidere"),
    "sv": ("jag vill dö", "jag vill inte leva$", "ta livet av mig", "självmord"),
    "da, nb": ("jeg vil dø", "jeg vil ikke leve$", "jeg vil ikke leve mere$", "tage livet af mig", "ta livet av meg",
               "selvmord"),
    "fi": ("haluan kuolla", "en halua elää$", "tapan itseni", "itsemurha"),
    "cs": ("chci umřít", "nechci žít$", "chci se zabít", "zabiju se", "sebevražda"),
    "hu": ("meg akarok halni", "nem akarok élni$", "megölöm magam", "öngyilkos"),
    "el": ("θέλω να πεθάνω", "δεν θέλω να ζω$", "θα αυτοκτονήσω", "αυτοκτονία"),
    "ru": ("хочу умереть", "не хочу жить$", "не хочу больше жить$", "убью себя", "покончить с собой", "самоубийство",
           "суицид"),
    "uk": ("хочу померти", "не хочу жити$", "не хочу більше жити$", "вб'ю себе", "самогубство"),
    "ar": ("أريد أن أموت", "اريد ان اموت", "أريد الموت", "بدي موت", "عايز اموت", "لا أريد أن أعيش$",
           "سأقتل نفسي", "انتحار"),
    "fa": ("می‌خواهم بمیرم", "می خواهم بمیرم", "میخوام بمیرم", "نمی‌خواهم زنده باشم", "خودکشی"),
    "he": ("אני רוצה למות", "לא רוצה לחיות$", "להתאבד"),
    "hi": ("मरना चाहता हूँ", "मरना चाहती हूँ", "मुझे मरना है", "जीना नहीं चाहता", "जीना नहीं चाहती", "आत्महत्या"),
    "ur": ("مرنا چاہتا ہوں", "مرنا چاہتی ہوں", "خودکشی"),
    "id": ("aku ingin mati", "aku mau mati", "saya ingin mati", "saya mau mati", "pengen mati", "bunuh diri"),
    "tl": ("gusto ko nang mamatay", "gusto ko na mamatay", "magpapakamatay"),
    "vi": ("tôi muốn chết", "em muốn chết", "không muốn sống nữa", "tự tử"),
}  # fmt: skip
UNSPACED = {  # the same, where no space stands between words
    "ja": ("死にたい", "生きたくない", "自殺"),
    "zh": ("想去死", "我想死$", "真的想死$", "不想活了", "不想活$", "自杀", "自殺"),
    "ko": ("죽고 싶", "죽고싶", "살기 싫", "자살"),
    "th": ("อยากตาย", "ฆ่าตัวตาย"),
}
HELP = (
    "aiuto", "aiutatemi", "help mij", "pomocy", "pomóż mi", "yardım edin", "imdat", "ajutor", "hjälp", "hjälp mig",
    "hjælp", "hjelp", "apua", "pomoc", "segítség", "βοήθεια", "помогите", "помоги мне", "допоможіть", "ساعدوني",
    "النجدة", "کمک", "הצילו", "मदद करो", "बचाओ", "مدد", "tolong", "saklolo", "cứu tôi", "助けて", "救命", "도와주세요",
)  # fmt: skip


def plainly(sentences: tuple[str, ...]) -> tuple[str, ...]:
    """As patterns for what is left of a message when it is made ready to be read."""
    end = r"(?= *(?:[.!?,;]|$))"
    return tuple(normal(one.rstrip("$")).replace("'", "") + end * one.endswith("$") for one in sentences)
