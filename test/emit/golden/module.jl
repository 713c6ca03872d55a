# Example: include("module.jl"); y = Napier_module.napier_polynomial.(Float32.(0:0.25:1))
# Example: include("module.jl"); y = Napier_module.napier_reciprocal_root.(Float32.(0:0.25:1))
module Napier_module

# x  for x in [-4, 4], f32
# largest error: not proved
# relies on: IEEE 754 round-to-nearest-even; no @fastmath and no --math-mode=fast; set_zero_subnormals(false)
# outside the domain the result is not specified
# made by napier test: test
function napier_polynomial(x::Float32)
    t0 = Float32(0x1.8p-7) * x
    t1 = t0 + Float32(-0x1.2468acp-4)
    t2 = t1 * x
    t3 = t2 + Float32(0x1.555556p-3)
    t4 = t3 * x
    t5 = t4 + Float32(-0x1p-1)
    t6 = t5 * x
    t7 = t6 + Float32(0x1p0)
    t8 = t7 * x
    t9 = t8 + Float32(-0x0p0)
    return t9
end

# x  for x in [-4, 4], f32
# largest error: not proved
# relies on: IEEE 754 round-to-nearest-even; no @fastmath and no --math-mode=fast; set_zero_subnormals(false)
# outside the domain the result is not specified
# made by napier test: test
function napier_reciprocal_root(x::Float32)
    t0 = reinterpret(UInt32, x)
    t1 = t0 >>> (UInt32(0x1) & UInt32(31))
    t2 = UInt32(0x5f3759df) - t1
    t3 = reinterpret(Float32, t2)
    t4 = x * Float32(0x1p-1)
    t5 = t4 * t3
    t6 = t5 * t3
    t7 = Float32(0x1.8p0) - t6
    t8 = t3 * t7
    return t8
end

end
