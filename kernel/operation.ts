/** Opcodes: the order of MACHINE_OPERATIONS in src/program/machine-operations.ts (a test compares them). */
export namespace Operation {
  export const add: i32 = 0;
  export const sub: i32 = 1;
  export const mul: i32 = 2;
  export const div: i32 = 3;
  export const neg: i32 = 4;
  export const abs: i32 = 5;
  export const min: i32 = 6;
  export const max: i32 = 7;
  export const fma: i32 = 8;
  export const sqrt: i32 = 9;
  export const floor: i32 = 10;
  export const ceil: i32 = 11;
  export const round: i32 = 12;
  export const trunc: i32 = 13;
  export const bits: i32 = 14;
  export const float: i32 = 15;
  export const iadd: i32 = 16;
  export const isub: i32 = 17;
  export const imul: i32 = 18;
  export const iand: i32 = 19;
  export const ior: i32 = 20;
  export const ixor: i32 = 21;
  export const ishl: i32 = 22;
  export const ishr: i32 = 23;
  export const isar: i32 = 24;
  export const toint: i32 = 25;
  export const fromint: i32 = 26;
  export const lt: i32 = 27;
  export const le: i32 = 28;
  export const eq: i32 = 29;
  export const ilt: i32 = 30;
  export const select: i32 = 31;
  export const iselect: i32 = 32;
  export const lookup: i32 = 33;
  export const lmul: i32 = 34;
}
