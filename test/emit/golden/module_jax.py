# Self-test: python3 module_jax.py
# Example: from module_jax import polynomial; y = polynomial(jnp.linspace(0, 1, 5))
# Example: from module_jax import reciprocal_root; y = reciprocal_root(jnp.linspace(0, 1, 5))
import jax.numpy as jnp
from jax import lax


# x  for x in [-4, 4], f32
# largest error: not proved
# relies on: XLA keeping IEEE 754 arithmetic; for f64: jax_enable_x64
# the language leaves open: a*b+c may or may not be fused; subnormals may be flushed to zero; division and sqrt of some back ends are not correctly rounded
# so results may differ from one machine to another
# outside the domain the result is not specified
# made by napier test: test
def polynomial(x):
    x = jnp.asarray(x, jnp.float32)
    t0 = jnp.float32(float.fromhex('0x1.8p-7')) * x
    t1 = t0 + jnp.float32(float.fromhex('-0x1.2468acp-4'))
    t2 = t1 * x
    t3 = t2 + jnp.float32(float.fromhex('0x1.555556p-3'))
    t4 = t3 * x
    t5 = t4 + jnp.float32(-0.5)
    t6 = t5 * x
    t7 = t6 + jnp.float32(1.0)
    t8 = t7 * x
    t9 = t8 + jnp.float32(-0.0)
    return t9


# x  for x in [-4, 4], f32
# largest error: not proved
# relies on: XLA keeping IEEE 754 arithmetic; for f64: jax_enable_x64
# the language leaves open: a*b+c may or may not be fused; subnormals may be flushed to zero; division and sqrt of some back ends are not correctly rounded
# so results may differ from one machine to another
# outside the domain the result is not specified
# made by napier test: test
def reciprocal_root(x):
    x = jnp.asarray(x, jnp.float32)
    t0 = lax.bitcast_convert_type(x, jnp.uint32)
    t1 = lax.shift_right_logical(*jnp.broadcast_arrays(t0, jnp.uint32(1) & jnp.uint32(31)))
    t2 = jnp.uint32(0x5f3759df) - t1
    t3 = lax.bitcast_convert_type(t2, jnp.float32)
    t4 = x * jnp.float32(0.5)
    t5 = t4 * t3
    t6 = t5 * t3
    t7 = jnp.float32(1.5) - t6
    t8 = t3 * t7
    return t8


if __name__ == '__main__':
    import sys

    import numpy as np

    def check(f, width, vectors):
        bits, number = (np.uint32, np.float32) if width == 32 else (np.uint64, np.float64)
        inputs, outputs = np.array(vectors, bits).T.copy()
        got = np.asarray(f(inputs.view(number)))
        wrong = got.view(bits) != outputs
        distance = np.abs(got - outputs.view(number)).max()
        print(f'{f.__name__}: {wrong.sum()} of {len(vectors)} vectors differ, by at most {distance}')
        return int(wrong.sum())

    wrong = 0
    wrong += check(polynomial, 32, [
        (0xc0800000, 0xc253c4d6),
        (0x40800000, 0x3ec83fe0),
        (0xc07fffff, 0xc253c4d2),
        (0x407fffff, 0x3ec83fc7),
        (0xc07ffffe, 0xc253c4cf),
        (0x407ffffe, 0x3ec83fbe),
        (0x13500220, 0x13500220),
        (0x360c4f42, 0x360c4f38),
        (0x25789e92, 0x25789e92),
        (0x01630ea5, 0x01630ea5),
        (0x00971419, 0x00971419),
        (0xb82f2799, 0xb82f2888),
        (0x89867a53, 0x89867a53),
        (0x1065396f, 0x1065396f),
        (0x0d37b05f, 0x0d37b05f),
        (0x037f4def, 0x037f4def),
        (0xa3f627cb, 0xa3f627cb),
        (0x891ecd5e, 0x891ecd5e),
        (0x0ba5ad95, 0x0ba5ad95),
        (0x26eef2b7, 0x26eef2b7),
        (0x8a6df634, 0x8a6df634),
        (0x343d3827, 0x343d3826),
        (0xbd71298f, 0xbd78679d),
        (0x896447e4, 0x896447e4),
        (0x87a0f74e, 0x87a0f74e),
        (0x0a2b1f4c, 0x0a2b1f4c),
        (0x18fd4543, 0x18fd4543),
        (0x9b489de5, 0x9b489de5),
        (0x34e7fe6c, 0x34e7fe68),
        (0x1c02c6c1, 0x1c02c6c1),
        (0xa0192533, 0xa0192533),
        (0x9db2d775, 0x9db2d775),
        (0xaa92f804, 0xaa92f804),
        (0x28add316, 0x28add316),
        (0xb6203701, 0xb620370e),
        (0x1b5085a8, 0x1b5085a8),
        (0x2e57d3d5, 0x2e57d3d5),
        (0xb8a1db32, 0xb8a1dccc),
        (0x35f8dfca, 0x35f8dfba),
        (0xa515246f, 0xa515246f),
        (0x88b8dfbb, 0x88b8dfbb),
        (0x347a14a2, 0x347a14a0),
        (0x1fb32f50, 0x1fb32f50),
        (0xacae995e, 0xacae995e),
        (0x05d97e4a, 0x05d97e4a),
        (0x2e074cdb, 0x2e074cdb),
        (0xa361443e, 0xa361443e),
        (0x16b90471, 0x16b90471),
        (0x28b02dc7, 0x28b02dc7),
        (0xa3a470db, 0xa3a470db),
        (0x0f8a16c5, 0x0f8a16c5),
        (0xa4e1da09, 0xa4e1da09),
        (0x3d8e78bf, 0x3d89a0aa),
        (0x3f800000, 0x3f1b6420),
        (0xbf800000, 0xbfdff89b),
        (0x00800000, 0x00800000),
        (0x80800000, 0x80800000),
    ])
    wrong += check(reciprocal_root, 32, [
        (0x40800000, 0x3eff910f),
        (0x407fffff, 0x3eff9110),
        (0x407ffffe, 0x3eff9110),
        (0x13500220, 0x558dfb30),
        (0x360c4f42, 0x442cbc1c),
        (0x25789e92, 0x4c81ab1e),
        (0x01630ea5, 0x5e87dd8b),
        (0x00971419, 0x5eeba30a),
        (0xb82f2799, 0x036fa91c),
        (0x89867a53, 0x1ab71588),
        (0x1065396f, 0x570732e8),
        (0x0d37b05f, 0x5896ea1a),
        (0x037f4def, 0x5d7fea67),
        (0xa3f627cb, 0x0d8d347c),
        (0x891ecd5e, 0x1afbecc8),
        (0x0ba5ad95, 0x5960ef00),
        (0x26eef2b7, 0x4bbb33f0),
        (0x8a6df634, 0x1a408e28),
        (0x343d3827, 0x4514bb84),
        (0xbd71298f, 0x00be27a4),
        (0x896447e4, 0x1ac7d0e4),
        (0x87a0f74e, 0x1bad26aa),
        (0x0a2b1f4c, 0x5a1c4b1c),
        (0x18fd4543, 0x52b5ee41),
        (0x9b489de5, 0x11dc9064),
        (0x34e7fe6c, 0x44bdf078),
        (0x1c02c6c1, 0x51330494),
        (0xa0192533, 0x0f801574),
        (0x9db2d775, 0x10a6729c),
        (0xaa92f804, 0x0a326666),
        (0x28add316, 0x4adb860d),
        (0xb6203701, 0x047add8e),
        (0x1b5085a8, 0x518dcef3),
        (0x2e57d3d5, 0x480b6789),
        (0xb8a1db32, 0x032cd134),
        (0x35f8dfca, 0x4437807a),
        (0xa515246f, 0x0d0195be),
        (0x88b8dfbb, 0x1b242f82),
        (0x347a14a2, 0x45014a0b),
        (0x1fb32f50, 0x4f582a64),
        (0xacae995e, 0x092809e4),
        (0x05d97e4a, 0x5c4417de),
        (0x2e074cdb, 0x482ff474),
        (0xa361443e, 0x0dca13a0),
        (0x16b90471, 0x53d4aeb5),
        (0x28b02dc7, 0x4ada079a),
        (0xa3a470db, 0x0dabd916),
        (0x0f8a16c5, 0x57765da9),
        (0xa4e1da09, 0x0d14d1a4),
        (0x3d8e78bf, 0x40729c53),
        (0x3f800000, 0x3f7f910f),
        (0x00800000, 0x5eff910f),
        (0x80800000, 0x1f398367),
        (0x7f7fffff, 0x1f7f9110),
    ])
    sys.exit(wrong != 0)
