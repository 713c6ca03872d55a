"""SymPy's side of bench/symbolic.ts: cases as JSON on standard input, one JSON line an answer."""

import json
import re
import sys
import time

from sympy import Matrix, Symbol, diff, expand, simplify, symbols, sympify
from sympy.core.cache import clear_cache
from sympy.parsing.sympy_parser import parse_expr


def read(text):
    names = {name: Symbol(name, real=True) for name in re.findall(r"\b[a-d]\b|\b[xyz]\d*\b", text)}
    return parse_expr(text.replace("^", "**"), local_dict=names)


def timed(body, budget):
    times = []
    start = time.perf_counter()
    while True:
        clear_cache()
        begin = time.perf_counter()
        answer = body()
        times.append(time.perf_counter() - begin)
        if len(times) >= 7 or time.perf_counter() - start > budget:
            times.sort()
            return answer, times[len(times) // 2] * 1000


for case in json.load(sys.stdin):
    task = case["task"]
    x = Symbol("x", real=True)
    if task == "jacobian":
        system = Matrix([read(text) for text in case["system"]])
        names = symbols(" ".join(f"x{i}" for i in range(len(case["system"]))), real=True)
        answer, ms = timed(lambda: system.jacobian(list(names)), 2)
        answer = [
            [i, j, str(answer[i, j])]
            for i in range(answer.rows)
            for j in range(answer.cols)
            if answer[i, j] != 0
        ]
    else:
        term = read(case["text"])
        run = {"simplify": lambda: simplify(term), "differentiate": lambda: diff(term, x), "expand": lambda: expand(term)}
        answer, ms = timed(run[task], 1)
        answer = str(answer)
    print(json.dumps({"answer": answer, "ms": ms}), flush=True)
