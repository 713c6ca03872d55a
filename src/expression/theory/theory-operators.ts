/** Signs that may be declared as infix operations, and how tightly each binds; all group to the left. */
export const INFIX_BINDING: Readonly<Record<string, number>> = {
  '^': 4,
  '*': 3,
  '/': 3,
  '·': 3,
  '∘': 3,
  '&': 3,
  '∧': 3,
  '∩': 3,
  '+': 2,
  '-': 2,
  '|': 2,
  '∨': 2,
  '∪': 2,
  '⊕': 2,
  '++': 2,
};
