using static Freeze.Onnx2Cs.Tests.Fragments;
using static Freeze.Onnx2Cs.Tests.HandBuilt.OperatorForms;

namespace Freeze.Onnx2Cs.Tests.HandBuilt;

/// <summary>Normalisations with constant parameters.</summary>
internal static class NormalisationForms
{
    public static IEnumerable<OperatorForm> All =>
    [
        Of("BatchNormalization", 7, g => g.Node("BatchNormalization",
            ["x", g.Random("g", 4), g.Random("b", 4), g.Random("m", 4), g.Positive("v", 4)], ("epsilon", 1e-3f))),
        Of("InstanceNormalization", 7, g => g.Node("InstanceNormalization", ["x", g.Random("s", 4), g.Random("b", 4)], ("epsilon", 1e-2f))),
        Of("LayerNormalization", 17, g =>
            First(g, g.Node("LayerNormalization", [Last(g, "x"), g.Random("s", 4), g.Random("b", 4)], ("epsilon", 1e-3f)))),
        Of("LayerNormalization", 17, g => First(g, g.Node("LayerNormalization", [Last(g, "x"), g.Random("s", 4)], ("axis", -1))), "no shift"),
        Of("GroupNormalization", 18, g => g.Node("GroupNormalization", ["x", g.Random("s", 2), g.Random("b", 2)], ("num_groups", 2)),
            "parameters of groups", to: 20),
        Of("GroupNormalization", 21, g => g.Node("GroupNormalization", ["x", g.Random("s", 4), g.Random("b", 4)], ("num_groups", 2))),
    ];
}
