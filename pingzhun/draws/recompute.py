"""Recompute a published draw: python recompute.py DRAW.json, or - for standard input.

Needs Python 3.11 and nothing else; it can be copied and run alone. `algorithm` says in words what is done
here. With --chi-square N it draws N times from ten instead and tells whether each comes equally often.
"""

import argparse
import hashlib
import json
import sys
from typing import Any

SPACE = 2**256
LIMIT_OF_NINE_DEGREES = 27.877  # exceeded by one fair series in a thousand
NONCES = {"pingzhun-draw/1": ("nonces",), "pingzhun-draw/2": ("nonce", "contributions")}  # in the seed


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of_hex(text: str) -> str:
    return hashlib.sha256(bytes.fromhex(text)).hexdigest()


def select(pool: list[str], count: int, seed: bytes) -> list[str]:
    remaining, counter = list(pool), 0
    result: list[str] = []
    while len(result) < count:
        number = int.from_bytes(hashlib.sha256(seed + counter.to_bytes(8, "big")).digest(), "big")
        counter += 1
        if number < SPACE - SPACE % len(remaining):
            result.append(remaining.pop(number % len(remaining)))
    return result


def seed_of(draw: dict[str, Any]) -> bytes:
    inputs = {name: draw[name] for name in ("case", "purpose", "round", *NONCES[draw["format"]])}
    inputs["pool_sha256"] = hashlib.sha256(canonical(draw["pool"]).encode()).hexdigest()
    return hashlib.sha256(canonical(inputs).encode()).digest()


def faults(draw: dict[str, Any]) -> list[str]:
    """Return what is wrong with a published draw, as sentences."""
    if draw["format"] not in NONCES:
        return ["不认识的格式"]
    if draw["result"] is None:
        return ["尚未抽取"]
    found = []
    chained = draw["format"] != "pingzhun-draw/1"
    if hash_of_hex(draw["nonce"] if chained else draw["nonces"][0]) != draw["commitment"]:
        found.append("随机数与事先公布的承诺值不符")
    if chained and draw["round"] > 1 and hash_of_hex(draw["commitment"]) != draw["previous"]:
        found.append("承诺值与上一轮的承诺值不相连")
    if draw["pool"] != sorted(set(draw["pool"])):
        found.append("抽取范围未排序或有重复")
    parties = [each["by"] for each in draw["contributions"]] if chained else []
    if parties != sorted(set(parties)):
        found.append("各方随机数未排序或有重复")
    count = len(draw["result"])
    if not 1 <= count <= len(draw["pool"]) or select(draw["pool"], count, seed_of(draw)) != draw["result"]:
        found.append("重算的结果与公布的不同")
    return found


def chi_square(times: int) -> float:
    pool = [str(number) for number in range(10)]
    hits = dict.fromkeys(pool, 0)
    for number in range(times):
        (chosen,) = select(pool, 1, hashlib.sha256(str(number).encode()).digest())
        hits[chosen] += 1
    return sum((count - times / 10) ** 2 / (times / 10) for count in hits.values())


def main() -> int:
    parser = argparse.ArgumentParser(description="重算一次已公布的随机抽取")
    parser.add_argument("file", nargs="?", type=argparse.FileType(encoding="utf-8"), help="公布的 JSON 文件")
    parser.add_argument("--chi-square", type=int, metavar="N", help="抽取 N 次，检验是否均匀")
    options = parser.parse_args()
    if options.chi_square:
        value = chi_square(options.chi_square)
        print(f"χ² = {value:.3f}，自由度 9，千分之一界限 {LIMIT_OF_NINE_DEGREES}")
        return int(value > LIMIT_OF_NINE_DEGREES)
    if not options.file:
        parser.error("缺少文件")
    draw = json.load(options.file)
    found = faults(draw)
    for fault in found:
        print(f"不通过：{fault}")
    if not found:
        print(f"通过：{draw['case']} 第 {draw['round']} 轮，结果 {'、'.join(draw['result'])}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
