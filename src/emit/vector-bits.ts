/** The bit pattern of a number of binary32 or binary64, in hexadecimal: `0x3f800000`. */
export function vectorBits(x: number, width: 32 | 64): string {
  const view = new DataView(new ArrayBuffer(8));
  if (width === 32) {
    view.setFloat32(0, x);
    return `0x${view.getUint32(0).toString(16).padStart(8, '0')}`;
  }
  view.setFloat64(0, x);
  return `0x${view.getBigUint64(0).toString(16).padStart(16, '0')}`;
}

/** The bit pattern of an integer constant, in hexadecimal or, when small, in decimal. */
export function integerPattern(value: bigint, width: 32 | 64): string {
  const pattern = BigInt.asUintN(width, value);
  return pattern < 1024n ? `${pattern}` : `0x${pattern.toString(16)}`;
}
