using Freeze.Generators;
using Freeze.Onnx2Cs.Lowering;

namespace Freeze.Fuzz.Seeds;

/// <summary>Definitions as the converter prints them.</summary>
internal static class DefinitionSeeds
{
    public static IReadOnlyList<string> All { get; } = [.. OnnxSeeds.All.Select(Print).OfType<string>(), Hand];

    private const string Hand = """
        using Freeze;
        using Freeze.Definition;
        using static Freeze.Definition.Edge;

        namespace Sample;

        [FrozenModel("hand")]
        [Input(3, 16, 16, Mean = [0.5f, 0.5f, 0.5f], Deviation = [0.25f, 0.25f, 0.25f])]
        [Conv2D("stem", From = Image, Channels = 16, Kernel = 3, Pad = 1, Activation = Activation.Relu)]
        [Conv2D("a", From = "stem", Channels = 16, KernelHeight = 3, KernelWidth = 1, Pads = [1, 0, 1, 0], Dilation = 1, Groups = 2, Add = "stem")]
        [Probe("a", Name = "early")]
        [MaxPool("pool", From = "a", Kernel = 2, Stride = 2)]
        [AveragePool("mean", From = "pool", Kernel = 3, Pad = 1, CountPadding = true)]
        [Add("sum", From = ["pool", "mean"])]
        [Activate("leaky", From = "sum", Activation = Activation.LeakyRelu, Alpha = 0.1f)]
        [ScaleShift("scale", From = "leaky")]
        [Concat("both", From = ["scale", "sum"])]
        [GlobalAveragePool("global", From = "both")]
        [Dense("fc", From = "global", Outputs = 4)]
        [Softmax("probabilities", From = "fc")]
        [Labels("a", "b\n", "\u2028", "d")]
        public sealed partial class Hand : FrozenModel;
        """;

    private static string? Print(GraphBuilder graph)
    {
        try
        {
            return DefinitionPrinter.Print(Converter.Convert(graph.ToGraph(), new() { ClassName = "Model", Name = "model",
                Namespace = "Sample" }).Spec, ["seed"]);
        }
        catch (Onnx2Cs.Onnx.ConversionException)
        {
            return null; // a seed of operators that are not supported still serves the converter
        }
    }
}
