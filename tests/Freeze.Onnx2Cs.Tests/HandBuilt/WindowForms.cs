using static Freeze.Onnx2Cs.Tests.HandBuilt.OperatorForms;

namespace Freeze.Onnx2Cs.Tests.HandBuilt;

/// <summary>Operators that slide windows over the image, and those that resize it.</summary>
internal static class WindowForms
{
    private static readonly (string, object) s_kernel = ("kernel_shape", new long[] { 3, 2 }), s_strides = ("strides", new long[] { 2, 1 }),
        s_pads = ("pads", new long[] { 1, 0, 1, 1 }), s_gaps = ("dilations", new long[] { 2, 2 });

    public static IEnumerable<OperatorForm> All =>
    [
        Of("Conv", 7, g => g.Node("Conv", ["x", g.Random("w", 6, 2, 3, 2), g.Random("b", 6)], ("group", 2), s_strides, s_pads)),
        Of("Conv", 7, g => g.Node("Conv", ["x", g.Random("w", 4, 1, 2, 2)], ("group", 4), s_gaps, s_pads), "gaps"),
        Of("Conv", 7, g => g.Node("Conv", ["x", g.Random("w", 3, 4, 4, 4)], s_strides, ("auto_pad", "SAME_UPPER")), "auto_pad"),
        Of("MaxPool", 7, g => g.Node("MaxPool", ["x"], s_kernel, s_strides, s_pads)),
        Of("MaxPool", 10, g => g.Node("MaxPool", ["x"], s_kernel, s_gaps, ("ceil_mode", 1)), "gaps"),
        Of("AveragePool", 7, g => g.Node("AveragePool", ["x"], s_kernel, s_strides, s_pads)),
        Of("AveragePool", 7, g => g.Node("AveragePool", ["x"], s_kernel, s_strides, s_pads, ("count_include_pad", 1)), "padding counted"),
        Of("AveragePool", 10, g => g.Node("AveragePool", ["x"], s_kernel, ("strides", new long[] { 2, 2 }), ("ceil_mode", 1)), "ceil_mode"),
        Of("GlobalAveragePool", 7, g => g.Node("GlobalAveragePool", ["x"])),
        Of("GlobalMaxPool", 7, g => g.Node("GlobalMaxPool", ["x"])),
        Of("LRN", 7, g => g.Node("LRN", ["x"], ("size", 3), ("alpha", 0.5f), ("beta", 0.6f), ("bias", 1.5f))),
        .. Resize("nearest", "asymmetric", "floor"),
        .. Resize("linear", "half_pixel", "round_prefer_floor"),
    ];

    private static IEnumerable<OperatorForm> Resize(string mode, string transformation, string rounding)
    {
        (string, object)[] attributes = [("mode", mode), ("coordinate_transformation_mode", transformation), ("nearest_mode", rounding)];
        yield return Of("Upsample", 7, g => g.Node("Upsample", ["x"], ("mode", mode), ("scales", new float[] { 1, 1, 3, 2 })),
            $"{mode}, attribute", to: 8);
        yield return Of("Upsample", 9, g => g.Node("Upsample", ["x", g.Weights("s", [4], [1, 1, 3, 2])], ("mode", mode)), mode, to: 9);
        yield return Of("Resize", 10, g => g.Node("Resize", ["x", g.Weights("s", [4], [1, 1, 2, 2])], ("mode", mode)), $"{mode}, scales", to: 10);
        yield return Of("Resize", 11, g => g.Node("Resize",
            ["x", g.Weights("roi", [0], []), g.Weights("s", [4], [1, 1, 2, 1.5f])], attributes), $"{mode}, scales and a region");
        yield return Of("Resize", 13, g => g.Node("Resize", ["x", "", "", g.Integers(1, 4, 3, 11)], attributes), $"{mode}, sizes");
        yield return Of("Resize", 18, g => g.Node("Resize",
            ["x", "", g.Weights("s", [2], [2, 3])], [.. attributes, ("axes", new long[] { 2, 3 })]), $"{mode}, axes");
    }
}
