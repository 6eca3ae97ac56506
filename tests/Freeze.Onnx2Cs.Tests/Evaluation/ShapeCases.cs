using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;
using static Freeze.Onnx2Cs.Tests.Evaluation.EvaluationCases;
using static Freeze.Onnx2Cs.Tests.Evaluation.Feed;

namespace Freeze.Onnx2Cs.Tests.Evaluation;

/// <summary>Shapes, what is made of them, and what only moves elements.</summary>
internal static class ShapeCases
{
    public static IEnumerable<EvaluationCase> All =>
    [
        new("Constant", 7, [], ("value", new TensorProto { DataType = 1, Dims = { 2 }, FloatData = { 1.5f, -2 } })),
        new("Constant", 7, [], ("value", new TensorProto { DataType = 7, Int64Data = { 5 } })),
        new("Constant", 12, [], ("value_float", 1.5f)), new("Constant", 12, [], ("value_int", 3)),
        new("Constant", 12, [], ("value_floats", new[] { 1.5f, 2 })), new("Constant", 12, [], ("value_ints", L(1, 2, 3))),
        new("ConstantOfShape", 9, [I(2, 3)]), new("ConstantOfShape", 9, [I()]),
        new("ConstantOfShape", 9, [I(2, 3)], ("value", new TensorProto { DataType = 7, Dims = { 1 }, Int64Data = { 7 } })),
        new("EyeLike", 9, [F(3, 4)]), new("EyeLike", 9, [F(3, 4)], ("k", 1)), new("EyeLike", 9, [F(4, 3)], ("k", -2), ("dtype", 7)),
        new("Range", 11, [N(1), N(2.6), N(0.5)]),
        new("Range", 11, [N(5, ElementType.Int64), N(-4, ElementType.Int64), N(-2, ElementType.Int64)]),
        new("Range", 11, [N(3, ElementType.Int32), N(3, ElementType.Int32), N(1, ElementType.Int32)]),
        new("Shape", 7, [F(2, 3, 4)]), new("Shape", 7, [F()]), new("Shape", 15, [F(2, 3, 4)], ("start", 1)),
        new("Shape", 15, [F(2, 3, 4)], ("end", -1)),
        new("Shape", 15, [F(2, 3, 4)], ("start", -2), ("end", 9)), new("Shape", 15, [F(2, 3, 4)], ("start", 2), ("end", 1)),
        new("Size", 7, [F(2, 3, 4)]), new("Size", 7, [F()]),
        new("Reshape", 7, [F(2, 3, 4), I(4, -1)]), new("Reshape", 7, [F(2, 3, 4), I(0, 0, 2, 2)]),
        new("Reshape", 14, [F(0, 3), I(3, 0)], ("allowzero", 1)),
        new("Reshape", 7, [F(1), I()]),
        new("Flatten", 7, [F(2, 3, 4)]), new("Flatten", 7, [F(2, 3, 4)], ("axis", 0)), new("Flatten", 7, [F(2, 3, 4)], ("axis", 3)),
        new("Flatten", 11, [F(2, 3, 4)], ("axis", -1)),
        new("Squeeze", 7, [F(1, 3, 1)]) { To = 12 }, new("Squeeze", 7, [F(1, 3, 1)], ("axes", L(0))) { To = 12 },
        new("Squeeze", 11, [F(1, 3, 1)], ("axes", L(-1))) { To = 12 }, new("Squeeze", 13, [F(1, 3, 1), I(-1, 0)]),
        new("Squeeze", 13, [F(1, 3, 1)]),
        new("Unsqueeze", 7, [F(3, 4)], ("axes", L(0, 3))) { To = 12 }, new("Unsqueeze", 11, [F(3, 4)], ("axes", L(-1))) { To = 12 },
        new("Unsqueeze", 13, [F(3, 4), I(0, -2)]), new("Unsqueeze", 13, [F(), I(0)]),
        new("Transpose", 7, [F(2, 3, 4)]), new("Transpose", 7, [F(2, 3, 4, 5)], ("perm", L(0, 2, 3, 1))),
        new("Transpose", 7, [F(1, 2, 3, 2, 2, 3)], ("perm", L(0, 3, 5, 1, 2, 4))), new("Transpose", 13, [Bytes(3, 4)]),
        new("Concat", 7, [F(2, 3), F(2, 1), F(2, 2)], ("axis", 1)), new("Concat", 11, [F(2, 3), F(1, 3)], ("axis", -2)),
        new("Concat", 7, [I(1, 2), I(3)], ("axis", 0)), new("Concat", 7, [F(2, 1, 2, 2), F(2, 1, 2, 2), F(2, 1, 2, 2)], ("axis", 1)),
        new("Split", 7, [F(2, 6)], ("axis", 1)) { To = 12, Outputs = 3 },
        new("Split", 7, [F(2, 6)], ("axis", 1), ("split", L(1, 5))) { To = 12, Outputs = 2 },
        new("Split", 11, [F(6, 2)], ("axis", -2)) { To = 12, Outputs = 2 },
        new("Split", 13, [F(2, 6)], ("axis", 1)) { To = 17, Outputs = 3 },
        new("Split", 13, [F(2, 6), I(1, 2, 3)], ("axis", -1)) { Outputs = 3 },
        new("Split", 18, [F(2, 6)], ("axis", 1), ("num_outputs", 3)) { Outputs = 3 },
        new("Split", 18, [F(7, 2)], ("num_outputs", 3)) { Outputs = 3 },
        .. Slices(), .. Pads(),
        new("Squeeze", 13, [F(1, 3, 1), I()]), new("Concat", 7, [F(0, 3), F(2, 3)], ("axis", 0)),
        new("Split", 13, [F(5, 2), I(5, 0)]) { Outputs = 2 },
        new("Expand", 8, [F(3, 1), I(2, 1, 4)]), new("Expand", 8, [F(3, 4), I(1)]), new("Expand", 8, [F(), I(2, 3)]),
        new("Expand", 8, [Of(ElementType.Int64, 1), I(3)]),
        new("Tile", 7, [F(2, 3), I(2, 1)]), new("Tile", 7, [F(1, 2, 2), I(3, 1, 2)]), new("Tile", 7, [Of(ElementType.Int64, 2), I(3)]),
        new("Tile", 7, [F(2), I(0)]),
        new("DepthToSpace", 7, [F(2, 8, 2, 3)], ("blocksize", 2)),
        new("DepthToSpace", 11, [F(2, 8, 2, 3)], ("blocksize", 2), ("mode", "CRD")),
        new("DepthToSpace", 11, [F(1, 9, 2, 2)], ("blocksize", 3), ("mode", "DCR")),
        new("SpaceToDepth", 7, [F(2, 3, 4, 6)], ("blocksize", 2)), new("SpaceToDepth", 7, [F(1, 1, 6, 3)], ("blocksize", 3)),
        .. Resizes(),
    ];

    private static IEnumerable<EvaluationCase> Slices()
    {
        yield return new("Slice", 7, [F(4, 5)], ("starts", L(1, -3)), ("ends", L(3, 1000))) { To = 9 };
        yield return new("Slice", 7, [F(2, 4, 5)], ("starts", L(1)), ("ends", L(-1)), ("axes", L(2))) { To = 9 };
        yield return new("Slice", 10, [F(4, 5), I(1, -3), I(3, 1000)]);
        yield return new("Slice", 10, [F(2, 4, 5), I(0), I(long.MaxValue), I(-1), I(2)]);
        yield return new("Slice", 10, [F(2, 4, 5), I(-1, 3), I(long.MinValue, 0), I(2, 1), I(-1, -2)]);
        yield return new("Slice", 10, [F(3), I(2), I(1)]);
        yield return new("Slice", 10, [F(2, 3, 2, 4), I(-1), I(-1000), I(3), I(-1)]);
        yield return new("Slice", 10, [Of(ElementType.Int64, 6), I(-2), I(6), null, I(1)]);
        yield return new("Slice", 10, [F(5), Given(ElementType.Int32, [1]).Constant, Given(ElementType.Int32, [4]).Constant]);
    }

    private static IEnumerable<EvaluationCase> Pads()
    {
        foreach (var mode in new[] { "constant", "edge", "reflect" })
        {
            yield return new("Pad", 7, [F(1, 2, 4, 5)], ("pads", L(0, 0, 1, 2, 0, 0, 3, 1)), ("mode", mode)) { To = 10 };
            yield return new("Pad", 11, [F(1, 2, 4, 5), I(0, 0, 1, 2, 0, 0, 3, 1)], ("mode", mode));
            yield return new("Pad", 18, [F(2, 4, 5), I(1, 2, 3, 1), null, I(-1, 1)], ("mode", mode));
        }

        yield return new("Pad", 7, [F(3, 4)], ("pads", L(1, 0, 0, 2)), ("value", 0.5f)) { To = 10 };
        yield return new("Pad", 11, [F(3, 4), I(1, 0, 0, 2), N(-0.5)]);
        yield return new("Pad", 11, [F(3, 4), I(1, 0, 0, 2), N(double.NegativeInfinity)]);
        yield return new("Pad", 11, [F(3, 4), I(-1, 1, 0, -2)]);
        yield return new("Pad", 11, [Of(ElementType.Int64, 3), I(1, 2), N(7, ElementType.Int64)]);
        yield return new("Pad", 19, [F(3, 4), I(1, 2, 2, 3)], ("mode", "wrap"));
    }

    private static IEnumerable<EvaluationCase> Resizes()
    {
        foreach (var mode in new[] { "nearest", "linear" })
        {
            yield return new("Upsample", 7, [F(1, 2, 3, 4)], ("mode", mode), ("scales", new[] { 1f, 1, 2, 3 })) { To = 8 };
            yield return new("Upsample", 9, [F(1, 2, 3, 4), Floats(1, 1, 2, 1.5).Constant], ("mode", mode)) { To = 9 };
            yield return new("Resize", 10, [F(1, 2, 3, 4), Floats(1, 1, 2, 1.5).Constant], ("mode", mode)) { To = 10 };
            yield return new("Resize", 10, [F(1, 2, 6, 4), Floats(1, 1, 0.5, 0.75).Constant], ("mode", mode)) { To = 10 };
            foreach (var transformation in new[] { "asymmetric", "half_pixel", "pytorch_half_pixel", "align_corners" })
            {
                yield return new("Resize", 11, [F(1, 2, 3, 4), Floats().Constant, Floats(1, 1, 2, 1.5).Constant], ("mode", mode),
                    ("coordinate_transformation_mode", transformation));
                yield return new("Resize", 11, [F(1, 2, 7, 6), Floats().Constant, Floats().Constant, I(1, 2, 3, 4)], ("mode", mode),
                    ("coordinate_transformation_mode", transformation));
            }

            yield return new("Resize", 19, [F(1, 2, 7, 6), null, Floats(1, 1, 0.7, 0.7).Constant], ("mode", mode),
                ("coordinate_transformation_mode", "half_pixel_symmetric"));
            yield return new("Resize", 18, [F(1, 2, 7, 6), null, null, I(3, 9)], ("mode", mode), ("axes", L(2, 3)));
        }

        foreach (var transformation in new[] { "asymmetric", "half_pixel", "pytorch_half_pixel", "align_corners" })
        {
            yield return new("Resize", 11, [F(1, 2, 4, 5), Floats().Constant, Floats(1, 1, 2, 1.6).Constant], ("mode", "cubic"),
                ("coordinate_transformation_mode", transformation));
            yield return new("Resize", 11, [F(1, 2, 7, 6), Floats().Constant, Floats().Constant, I(1, 2, 3, 4)], ("mode", "cubic"),
                ("coordinate_transformation_mode", transformation));
        }

        yield return new("Resize", 11, [F(1, 1, 7, 6), Floats().Constant, Floats(1, 1, 0.7, 1.5).Constant], ("mode", "cubic"),
            ("exclude_outside", 1), ("cubic_coeff_a", -0.5f));
        foreach (var mode in new[] { "linear", "cubic" })
        {
            yield return new("Resize", 18, [F(1, 2, 9, 8), null, Floats(1, 1, 0.4, 0.6).Constant], ("mode", mode), ("antialias", 1));
            yield return new("Resize", 18, [F(1, 2, 9, 8), null, null, I(1, 2, 4, 3)], ("mode", mode), ("antialias", 1));
            yield return new("Resize", 18, [F(1, 2, 5, 4), null, null, I(1, 2, 8, 3)], ("mode", mode), ("antialias", 1));
        }

        foreach (var policy in new[] { "not_larger", "not_smaller", "stretch" })
            yield return new("Resize", 18, [F(1, 2, 5, 8), null, null, I(10, 6)], ("mode", "linear"), ("axes", L(2, 3)),
                ("keep_aspect_ratio_policy", policy));
        foreach (var mode in new[] { "nearest", "linear" })
        {
            yield return new("Resize", 11, [F(1, 2, 6, 5), Floats(0, 0, 0.2, -0.3, 1, 1, 0.7, 1.2).Constant, Floats().Constant,
                I(1, 2, 4, 7)],
                ("mode", mode), ("coordinate_transformation_mode", "tf_crop_and_resize"), ("extrapolation_value", 9f));
        }

        foreach (var rounding in new[] { "floor", "ceil", "round_prefer_floor", "round_prefer_ceil" })
            yield return new("Resize", 11, [F(1, 1, 4, 5), Floats().Constant, Floats(1, 1, 1.5, 0.6).Constant], ("mode", "nearest"),
                ("nearest_mode", rounding));
    }
}
