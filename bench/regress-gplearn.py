"""gplearn on the samples that bench/regress-gplearn.ts sends, a JSON object a line; answers a line each."""

import json
import sys
import time

import numpy as np
from gplearn.functions import make_function
from gplearn.genetic import SymbolicRegressor


def bounded_exp(x):
    with np.errstate(over="ignore"):
        return np.where(x < 100, np.exp(np.minimum(x, 100)), 0.0)


EXP = make_function(function=bounded_exp, name="exp", arity=1)
FUNCTIONS = ("add", "sub", "mul", "div", "sqrt", "log", "sin", "cos", EXP)

for line in sys.stdin:
    task = json.loads(line)
    x, y = np.array(task["x"]).T, np.array(task["y"])
    start = time.process_time()
    # gplearn's own settings but for the operations; a generation at a time, until the time is over or the data are met.
    model = SymbolicRegressor(
        population_size=1000,
        generations=1,
        function_set=FUNCTIONS,
        metric="rmse",
        stopping_criteria=1e-12,
        random_state=task["seed"],
        warm_start=True,
    )
    generation = 0
    best = None
    while time.process_time() - start < task["seconds"]:
        generation += 1
        model.set_params(generations=generation)
        model.fit(x, y)
        program = model._program
        if best is None or program.raw_fitness_ < best.raw_fitness_:
            best = program
        if best.raw_fitness_ <= 1e-12:
            break
    seconds = time.process_time() - start
    answer = {"text": str(best), "seconds": seconds, "generations": generation}
    for name in ("near", "far"):
        answer[name] = [v if np.isfinite(v) else None for v in best.execute(np.array(task[name]).T)]
    print(json.dumps(answer), flush=True)
