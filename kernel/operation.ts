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
}
