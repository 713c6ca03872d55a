import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../../src/discover/version.ts';
import * as napier from '../../src/index.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as {
  version: string;
  bin: Record<string, string>;
  exports: Record<string, string | { types: string; default: string }>;
};

describe('package.json', () => {
  it('exports the entry that src/index.ts becomes, its types, the shipped functions, itself, and nothing else', () => {
    expect(manifest.exports).toEqual({
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './functions/*': { types: './dist/functions/*.d.ts', default: './dist/functions/*.js' },
      './package.json': './package.json',
    });
    expect(existsSync(resolve(ROOT, 'src/index.ts'))).toBe(true);
  });

  it('has one command, whose source begins with a shebang', () => {
    expect(manifest.bin).toEqual({ napier: 'dist/cli/main.js' });
    expect(readFileSync(resolve(ROOT, 'src/cli/main.ts'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('has the version that findings are written with', () => {
    expect(VERSION).toBe(manifest.version);
  });
});

describe('src/index.ts', () => {
  it('exports these values: a change here is a change of the public interface', () => {
    expect(Object.keys(napier).toSorted()).toMatchInlineSnapshot(`
      [
        "COST_MODELS",
        "COST_MODEL_NAMES",
        "EGraph",
        "ENGINES",
        "FORMATS",
        "FORMAT_NAMES",
        "FOURTH_ROOTS",
        "Front",
        "MACHINE_OPERATIONS",
        "MEASURES",
        "NapierError",
        "ProgramBuilder",
        "ROUNDING_MODES",
        "RULES",
        "STOCHASTIC_KINDS",
        "SYSTEM_TARGETS",
        "StopSignal",
        "Stopped",
        "TARGETS",
        "TARGET_NAMES",
        "TWO_WORD_NAMES",
        "VERSION",
        "Workspace",
        "apply",
        "approximate",
        "bigToDecimal",
        "bigToHex",
        "certify",
        "certifyFinding",
        "checkCertificate",
        "checkDeduction",
        "checkExplanation",
        "chooseEntry",
        "collect",
        "compileExpressions",
        "compileProgram",
        "compileSystem",
        "compileTwoWord",
        "constant",
        "correctedModule",
        "createOracle",
        "createPool",
        "createRandom",
        "deduce",
        "derivative",
        "derivativesAt",
        "emitFinding",
        "evolveStructures",
        "expand",
        "explain",
        "expressionFromFPCore",
        "extract",
        "extractDag",
        "extractFront",
        "factor",
        "findFormat",
        "findTwoWordFormat",
        "gradient",
        "gradientSystem",
        "hessian",
        "identifyComplex",
        "identifyFraction",
        "identifyFractions",
        "identifyInterval",
        "identifyNumber",
        "identifyReaction",
        "identifySequence",
        "implicitDerivative",
        "improve",
        "improvementCode",
        "improvementFPCore",
        "integer",
        "integerRelations",
        "jacobian",
        "limit",
        "listConstants",
        "listFunctions",
        "loadTable",
        "mutateDeduction",
        "nullspace",
        "parseDomain",
        "parseErrorBound",
        "parseExpression",
        "parseFPCore",
        "parseInputConditions",
        "partialFractions",
        "predict",
        "predictSystem",
        "problemFromFPCore",
        "programText",
        "proveImprovement",
        "quantize",
        "rational",
        "readAnyFinding",
        "readBig",
        "readFinding",
        "readTable",
        "regress",
        "regressOde",
        "regressTargets",
        "relate",
        "relateLoops",
        "relateProgram",
        "renderFault",
        "renderPage",
        "rewrite",
        "roundMany",
        "roundStochastically",
        "rule",
        "selfCorrect",
        "selfTest",
        "series",
        "seriesTerm",
        "simplify",
        "simplifyExactly",
        "storeAsRoots",
        "structureToProgram",
        "substitute",
        "synthesiseRules",
        "tangentSystem",
        "taylorSystem",
        "toFPCore",
        "toHexFloat",
        "toLatex",
        "toText",
        "together",
        "validateProgram",
        "variable",
        "variablesOf",
        "withWorkspace",
        "writeFinding",
        "writeOutWords",
      ]
    `);
  });
});
