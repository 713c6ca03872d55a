module @module {
  // x  for x in [-4, 4], f32
  // largest error: not proved
  // relies on: the back end computing in the type written
  // the language leaves open: a*b+c may or may not be fused; subnormals may be flushed to zero; division and sqrt of some back ends
  // so results may differ from one machine to another
  // outside the domain the result is not specified
  // made by napier test: test
  func.func @polynomial(%x: tensor<f32>) -> tensor<f32> {
    %v0 = stablehlo.constant dense<0x3c400000> : tensor<f32>  // 0x1.8p-7
    %v1 = stablehlo.constant dense<0xbd923456> : tensor<f32>  // -0x1.2468acp-4
    %v2 = stablehlo.constant dense<0x3e2aaaab> : tensor<f32>  // 0x1.555556p-3
    %v3 = stablehlo.constant dense<0xbf000000> : tensor<f32>  // -0x1p-1
    %v4 = stablehlo.constant dense<0x3f800000> : tensor<f32>  // 0x1p+0
    %v5 = stablehlo.constant dense<0x80000000> : tensor<f32>  // -0x0p+0
    %v6 = stablehlo.multiply %v0, %x : tensor<f32>
    %v7 = stablehlo.add %v6, %v1 : tensor<f32>
    %v8 = stablehlo.multiply %v7, %x : tensor<f32>
    %v9 = stablehlo.add %v8, %v2 : tensor<f32>
    %v10 = stablehlo.multiply %v9, %x : tensor<f32>
    %v11 = stablehlo.add %v10, %v3 : tensor<f32>
    %v12 = stablehlo.multiply %v11, %x : tensor<f32>
    %v13 = stablehlo.add %v12, %v4 : tensor<f32>
    %v14 = stablehlo.multiply %v13, %x : tensor<f32>
    %v15 = stablehlo.add %v14, %v5 : tensor<f32>
    return %v15 : tensor<f32>
  }

  // x  for x in [-4, 4], f32
  // largest error: not proved
  // relies on: the back end computing in the type written
  // the language leaves open: a*b+c may or may not be fused; subnormals may be flushed to zero; division and sqrt of some back ends
  // so results may differ from one machine to another
  // outside the domain the result is not specified
  // made by napier test: test
  func.func @reciprocal_root(%x: tensor<f32>) -> tensor<f32> {
    %v0 = stablehlo.constant dense<1597463007> : tensor<i32>
    %v1 = stablehlo.constant dense<1> : tensor<i32>
    %v2 = stablehlo.constant dense<0x3f000000> : tensor<f32>  // 0x1p-1
    %v3 = stablehlo.constant dense<0x3fc00000> : tensor<f32>  // 0x1.8p+0
    %v4 = stablehlo.bitcast_convert %x : (tensor<f32>) -> tensor<i32>
    %v5 = stablehlo.constant dense<31> : tensor<i32>
    %v6 = stablehlo.and %v1, %v5 : tensor<i32>
    %v7 = stablehlo.shift_right_logical %v4, %v6 : tensor<i32>
    %v8 = stablehlo.subtract %v0, %v7 : tensor<i32>
    %v9 = stablehlo.bitcast_convert %v8 : (tensor<i32>) -> tensor<f32>
    %v10 = stablehlo.multiply %x, %v2 : tensor<f32>
    %v11 = stablehlo.multiply %v10, %v9 : tensor<f32>
    %v12 = stablehlo.multiply %v11, %v9 : tensor<f32>
    %v13 = stablehlo.subtract %v3, %v12 : tensor<f32>
    %v14 = stablehlo.multiply %v9, %v13 : tensor<f32>
    return %v14 : tensor<f32>
  }
}
