/**
 * Napier as a library. The road of the main job: `parseExpression` and `parseDomain` → a `Problem` → `approximate` →
 * an `ApproximationFinding` → `writeFinding`, `emitFinding`, `renderPage`; `readFinding` and `certifyFinding` check
 * one from its text alone. Everything wrong that a caller can do is thrown as a `NapierError`.
 */

// Faults
export { NapierError, type Fault, type FaultKind } from './error/fault.ts';
export { renderFault } from './error/render-fault.ts';

// Numbers
export { findFormat, FORMAT_NAMES, FORMATS, type FormatName } from './number/formats.ts';
export { ROUNDING_MODES, type Format, type RoundingMode } from './number/format.ts';
export { findTwoWordFormat, TWO_WORD_NAMES } from './number/two-word-formats.ts';
export type { RelativeBound, TwoWordFormat, TwoWordOperation, Words } from './number/two-word-format.ts';
export { FOURTH_ROOTS, storeAsRoots } from './number/roots-of-unity.ts';
export type { Complex, ComplexFormat, ScaledRoots } from './number/roots-of-unity.ts';
export { roundStochastically, STOCHASTIC_KINDS, type StochasticKind } from './number/stochastic-rounding.ts';
export { createRandom, type Random } from './number/random.ts';
export { toHexFloat } from './number/exact-constant.ts';
export { MEASURES, type Measure } from './number/measure.ts';
export { Workspace, withWorkspace } from './number/workspace.ts';
export { bigToDecimal, bigToHex, readBig } from './number/big-text.ts';
export type { Big } from './number/mpfr.ts';

// Expressions
export { apply, constant, integer, rational, variable, variablesOf } from './expression/expression.ts';
export type { Expression } from './expression/expression.ts';
export type { Domain } from './expression/domain.ts';
export { parseExpression } from './expression/parse.ts';
export { parseDomain } from './expression/parse-domain.ts';
export { parseErrorBound } from './expression/parse-error-bound.ts';
export { parseFPCore } from './expression/parse-fpcore.ts';
export { expressionFromFPCore } from './expression/fpcore-expression.ts';
export { toText } from './expression/to-text.ts';
export { toFPCore } from './expression/to-fpcore.ts';
export { toLatex } from './expression/to-latex.ts';
export { derivative } from './expression/derivative.ts';
export { gradient, hessian, jacobian, type MatrixEntry, type SparseMatrix } from './expression/jacobian.ts';
export { implicitDerivative } from './expression/implicit-derivative.ts';
export { substitute } from './expression/substitute.ts';
export { listConstants, listFunctions } from './expression/list-functions.ts';

// True values
export { createOracle } from './oracle/create-oracle.ts';
export type { Enclosure, Oracle } from './oracle/oracle.ts';
export type { BigInterval } from './oracle/big-interval.ts';

// Exact algebra
export { integerRelations, type RelationQuestion } from './number/exact/integer-relation.ts';
export { nullspace } from './number/exact/nullspace.ts';

// Programs
export { MACHINE_OPERATIONS, type MachineOperation } from './program/machine-operations.ts';
export type { Instruction, Operand, Program } from './program/program.ts';
export type { Specification } from './program/specification.ts';
export { compileProgram } from './program/evaluate.ts';
export { compileTwoWord } from './program/evaluate-two-word.ts';
export { writeOutWords } from './program/write-out-words.ts';
export { programText } from './program/program-text.ts';
export { roundMany } from './program/round-many.ts';
export { validateProgram } from './program/validate-program.ts';
export { ProgramBuilder } from './program/program-builder.ts';
export type { Constraints } from './program/constraints.ts';
export { COST_MODELS, COST_MODEL_NAMES, type CostModel, type CostModelName } from './program/cost.ts';

// Rewriting
export { EGraph } from './rewrite/e-graph.ts';
export { rule, type Rule } from './rewrite/rule.ts';
export { RULES } from './rewrite/rules.ts';
export { rewrite, type Limits, type RewriteReport, type StopReason } from './rewrite/rewrite.ts';
export { extract } from './rewrite/extract.ts';
export { extractDag } from './rewrite/extract-dag.ts';
export { extractFront } from './rewrite/extract-front.ts';
export { explain } from './rewrite/explain.ts';
export { checkExplanation } from './rewrite/check-explanation.ts';
export type { Explanation } from './rewrite/explanation.ts';
export { simplify, type Simplified, type SimplifyOptions } from './rewrite/simplify.ts';
export { synthesiseRules } from './rewrite/synthesise-rules.ts';

// Exact forms of expressions
export { simplifyExactly } from './rewrite/calculate/simplify-exactly.ts';
export { collect, expand, factor, together } from './rewrite/calculate/forms.ts';
export { partialFractions } from './rewrite/calculate/partial-fractions.ts';
export { limit, type ApproachedFrom } from './rewrite/calculate/series/limit.ts';
export { series, seriesTerm, type Series } from './rewrite/calculate/series/series.ts';

// Systems of expressions as programs
export {
  compileExpressions,
  type CompiledSystem,
  type CompileOptions,
} from './discover/calculate/compile.ts';
export type { NamedExpression } from './program/system/expression-to-system.ts';
export type { SystemProgram } from './program/system/system.ts';
export { compileSystem } from './program/system/evaluate-system.ts';
export { gradientSystem, tangentSystem } from './program/system/differentiate-system.ts';
export { taylorSystem } from './program/system/taylor-system.ts';
export { derivativesAt, type DerivativesAt } from './discover/calculate/derivatives-at.ts';
export { SYSTEM_TARGETS } from './emit/system/system-targets.ts';

// Proofs
export { certify, checkCertificate } from './certify/certify.ts';
export type { Certificate, Executor } from './certify/certificate.ts';
export { checkDeduction } from './certify/deduction/check-deduction.ts';
export type { Deduction, Fact, FactProof, ProofStep } from './certify/deduction/deduction.ts';

// Search
export { ENGINES } from './search/engines.ts';
export type { Ancestor, Budget, Candidate, Engine, EngineEvent, EngineName } from './search/engine.ts';
export { Front } from './search/front.ts';
export type { Problem } from './search/problem.ts';

// Evolution for a fitness of your own (docs/evolve.md)
export {
  evolveStructures,
  type EvolvedStructure,
  type EvolveOptions,
} from './search/evolve/evolve-structures.ts';
export type { Fitness, Refined } from './search/evolve/fitness.ts';
export type { SearchSpace } from './search/evolve/space.ts';
export type { Structure } from './search/evolve/structure.ts';
export { structureToProgram } from './search/evolve/structure-program.ts';

// Deduction
export { mutateDeduction } from './search/deduce/mutate.ts';

// Running
export { createPool, type Pool, type PoolOptions } from './run/pool.ts';
export { StopSignal, Stopped } from './run/stop-signal.ts';

// The verbs, and the finding they end in
export { approximate } from './discover/approximate.ts';
export { problemFromFPCore } from './discover/fpcore-problem.ts';
export { improve, type ImproveOptions } from './discover/improve.ts';
export type { ImprovementEntry, ImprovementFinding } from './discover/improvement.ts';
export { improvementCode } from './discover/improvement-code.ts';
export { improvementFPCore } from './discover/improvement-fpcore.ts';
export { proveImprovement, type ProveImprovementOptions } from './discover/prove-improvement.ts';
export { parseInputConditions, type InputCondition } from './discover/input-condition.ts';
export { identifyComplex } from './discover/identify-complex.ts';
export { identifyFraction } from './discover/identify-fraction.ts';
export { identifyFractions, type IdentifyFractionsOptions } from './discover/identify-fractions.ts';
export { identifyInterval, identifyNumber, type IdentifyNumberOptions } from './discover/identify-number.ts';
export { identifyReaction } from './discover/identify-reaction.ts';
export { identifySequence } from './discover/identify-sequence.ts';
export { loadTable } from './discover/data/load-table.ts';
export { readTable } from './discover/data/read-table.ts';
export type { Table } from './discover/data/table.ts';
export { quantize, type QuantizeOptions, type QuantizeRow } from './discover/quantize.ts';
export { predictSystem } from './discover/predict-system.ts';
export { predict, regress, type RegressOptions } from './discover/regress.ts';
export { regressOde, type RegressOdeOptions } from './discover/regress-ode.ts';
export { regressTargets } from './discover/regress-targets.ts';
export type { RegressionEntry, RegressionFinding } from './discover/regression.ts';
export type { SystemEntry, SystemFinding } from './discover/system.ts';
export type { IdentificationEntry, IdentificationFinding } from './discover/identification.ts';
export { deduce, type DeduceOptions } from './discover/deduce.ts';
export type { DeductionEntry, DeductionFinding } from './discover/deduction.ts';
export { correctedModule, type CorrectedModule } from './discover/corrected-module.ts';
export { relate, type RelateOptions } from './discover/relate.ts';
export { relateLoops, type RelateLoopsOptions } from './discover/relate-loops.ts';
export type { InvariantEntry, InvariantFinding } from './discover/invariant.ts';
export { relateProgram, type RelateProgramOptions } from './discover/relate-program.ts';
export {
  selfCorrect,
  selfTest,
  type IdentityTest,
  type SelfCorrection,
  type SelfTestOptions,
} from './discover/self-test.ts';
export type { RelationEntry, RelationFinding } from './discover/relation.ts';
export type { ApproximateEvent, ApproximateOptions } from './discover/approximate.ts';
export { certifyFinding, type EntryVerdict } from './discover/certify-finding.ts';
export { emitFinding } from './discover/emit-finding.ts';
export { chooseEntry } from './discover/choose-entry.ts';
export type { ApproximationFinding, Finding, FrontEntry } from './discover/finding.ts';
export { readAnyFinding } from './discover/read-any-finding.ts';
export { readFinding } from './discover/read-finding.ts';
export { writeFinding } from './discover/write-finding.ts';
export { VERSION } from './discover/version.ts';

// Writing
export { TARGETS } from './emit/targets.ts';
export {
  TARGET_NAMES,
  type EmitFunction,
  type EmittedFile,
  type Target,
  type TargetName,
} from './emit/target.ts';
export { renderPage } from './report/page.ts';
