using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;

namespace Freeze.Onnx2Cs.Tests.Lowering;

/// <summary>Which value of a graph holds the scores of the classes.</summary>
public class HeadTests
{
    [Theory]
    [InlineData("ArgMax")]
    [InlineData("TopK")]
    [InlineData("ZipMap")]
    public void Labels_at_the_end_are_left_out(string op)
    {
        var (g, logits) = Logits();
        g.Output(op switch
        {
            "ArgMax" => g.Node("ArgMax", [logits], ("axis", 1)),
            "TopK" => g.Node("TopK", [logits, g.Integers(2)]),
            _ => InOtherDomain(g, "ai.onnx.ml", g.Node("ZipMap", [logits], ("classlabels_int64s", new long[] { 0, 1, 2, 3, 4 }))),
        });
        Assert.Equal(logits, Converter.Convert(g.ToGraph(), new()).OutputName);
    }

    [Fact]
    public void The_labels_of_an_ArgMax_follow_from_the_scores()
    {
        var (g, logits) = Logits();
        g.Output(g.Node("ArgMax", [logits], ("axis", 1)), elementType: 7);
        var (graph, input) = (g.ToGraph(), g.RandomInput());
        var scores = Oracle.Lowered(Converter.Convert(graph, new()), input);
        Assert.Equal(Oracle.Reference(graph, input).Values[0], Array.IndexOf(scores, scores.Max()));
    }

    [Fact]
    public void Features_beside_the_scores_are_no_scores()
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        var features = g.Node("Flatten", [g.Node("GlobalAveragePool", [LoweringTests.Conv(g, "x")])]);
        var logits = g.Node("Gemm", [features, g.Random("fc", 5, 4)], ("transB", 1));
        g.Output(features).Output(logits);
        Assert.Equal(logits, Converter.Convert(g.ToGraph(), new()).OutputName);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_two_forms_of_one_head_the_first_stays(bool logitsFirst)
    {
        var (g, logits) = Logits();
        var probabilities = g.Node("Softmax", [logits], ("axis", 1));
        g.Output(logitsFirst ? logits : probabilities).Output(logitsFirst ? probabilities : logits);
        Assert.Equal(logitsFirst ? logits : probabilities, Converter.Convert(g.ToGraph(), new()).OutputName);
    }

    [Fact]
    public void Two_heads_ask_for_a_choice()
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        var features = g.Node("Flatten", [g.Node("GlobalAveragePool", [LoweringTests.Conv(g, "x")])]);
        var first = g.Node("MatMul", [features, g.Random("a", 4, 5)]);
        var second = g.Node("MatMul", [features, g.Random("b", 4, 7)]);
        g.Output(first).Output(second);
        var message = Assert.Throws<ConversionException>(() => Converter.Convert(g.ToGraph(), new())).Message;
        Assert.Contains($"say which, as in --output {first}", message, StringComparison.Ordinal);
        Assert.Equal(7, Converter.Convert(g.ToGraph(), new() { Output = second }).Spec.Layers[^1].Channels);
        Assert.Contains("No node makes a value called \"nowhere\"", Assert.Throws<ConversionException>(() =>
            Converter.Convert(g.ToGraph(), new() { Output = "nowhere" })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sigmoid")]
    [InlineData("HardSigmoid")]
    [InlineData("HardSigmoid", "alpha", 1f / 6)]
    [InlineData("HardSigmoid", "alpha", 0.3f, "beta", 0.4f)]
    [InlineData("Clip", "min", 0f, "max", 1f)]
    public void One_sigmoid_is_two_classes(string op, params object[] attributes)
    {
        var g = new GraphBuilder([1, 4, 6, 6], opset: 7);
        var features = g.Node("Flatten", [g.Node("GlobalAveragePool", [LoweringTests.Conv(g, "x")])]);
        var logit = g.Node("Gemm", [features, g.Random("fc", 1, 4), g.Random("b", 1)], ("transB", 1));
        g.Output(g.Node(op, [logit], [.. attributes.Chunk(2).Select(pair => ((string)pair[0], pair[1]))]));
        TwoClasses(g);
    }

    [Fact]
    public void One_of_several_sigmoids_is_two_classes()
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        var features = g.Node("Flatten", [g.Node("GlobalAveragePool", [LoweringTests.Conv(g, "x")])]);
        g.Output(g.Node("Gather", [g.Node("Sigmoid", [g.Node("MatMul", [features, g.Random("fc", 4, 3)])]), g.Integers(1)], ("axis", 1)));
        TwoClasses(g);
    }

    [Fact]
    public void Two_scores_that_read_one_sigmoid_are_scores()
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        var features = g.Node("Flatten", [g.Node("GlobalAveragePool", [LoweringTests.Conv(g, "x")])]);
        var narrow = g.Node("Sigmoid", [g.Node("MatMul", [features, g.Random("neck", 4, 1)])]);
        g.Output(g.Node("Gemm", [narrow, g.Random("fc", 1, 2), g.Random("b", 2)]));
        Assert.Equal((LayerKind.Dense, ActivationKind.None), Last(Oracle.AssertLowersRight(g)));
    }

    private static void TwoClasses(GraphBuilder g)
    {
        var (graph, input) = (g.ToGraph(), g.RandomInput());
        var probability = Oracle.Reference(graph, input).Values[0];
        var converted = Converter.Convert(graph, new());
        Assert.Equal([1 - probability, probability], Oracle.Lowered(converted, input), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.NotEqual(ActivationKind.None, Last(converted).Activation);
    }

    private static (LayerKind Kind, ActivationKind Activation) Last(ConvertedModel converted) =>
        (converted.Spec.Layers[^1].Kind, converted.Spec.Layers[^1].Activation);

    [Fact]
    public void One_number_that_is_no_probability_is_refused()
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        g.Output(g.Node("Flatten", [g.Node("GlobalAveragePool", [g.Node("Conv", ["x", g.Random("w", 1, 4, 3, 3)])])]));
        var message = Assert.Throws<ConversionException>(() => Converter.Convert(g.ToGraph(), new())).Message;
        Assert.Contains("a single number and no probability", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_without_a_head_is_said_to_be_one()
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        g.Output(g.Node("Flatten", [g.Node("GlobalAveragePool", [LoweringTests.Conv(g, "x")])]));
        Assert.False(Converter.Convert(g.ToGraph(), new()).HasHead);
        Assert.True(Converter.Convert(Logits().Graph.Output("logits").ToGraph(), new()).HasHead);
    }

    [Fact]
    public void An_image_as_output_is_refused()
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        g.Output(LoweringTests.Conv(g, "x"));
        var message = Assert.Throws<ConversionException>(() => Converter.Convert(g.ToGraph(), new())).Message;
        Assert.Contains("has the shape [1,4,6,6]; it must be one score for each class", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Preprocessing_alone_gives_the_image_as_features()
    {
        var g = new GraphBuilder([1, 3, 4, 5]);
        var blueFirst = g.Node("Gather", ["x", g.Integers(2, 1, 0)], ("axis", 1));
        g.Output(g.Node("Sub", [blueFirst, g.Random("mean", 1, 3, 4, 5)]));
        var converted = Oracle.AssertCompilesRight(g);
        Assert.False(converted.HasHead);
    }

    private static (GraphBuilder Graph, string Logits) Logits()
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        var features = g.Node("Flatten", [g.Node("GlobalAveragePool", [LoweringTests.Conv(g, "x")])]);
        g.Graph.Node.Add(new NodeProto { OpType = "MatMul", Input = { features, g.Random("fc", 4, 5) }, Output = { "logits" } });
        return (g, "logits");
    }

    private static string InOtherDomain(GraphBuilder g, string domain, string value)
    {
        g.Graph.Node[^1].Domain = domain;
        g.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = 1 });
        return value;
    }
}
