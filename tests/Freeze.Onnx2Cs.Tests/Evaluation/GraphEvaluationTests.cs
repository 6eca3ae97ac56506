using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;
using Freeze.Onnx2Cs.Reference;
using Microsoft.ML.OnnxRuntime;
using Google.Protobuf;

namespace Freeze.Onnx2Cs.Tests.Evaluation;

/// <summary>What takes more than a node: branches, functions with branches, maps of scores, several outputs, limits.</summary>
public class GraphEvaluationTests
{
    /// <summary>Operators that are on trial here and not among the single nodes.</summary>
    internal static readonly string[] Operators = ["If", "ai.onnx.ml.ZipMap"];

    [Theory]
    [InlineData(true, 11)]
    [InlineData(false, 11)]
    [InlineData(true, 13)]
    [InlineData(false, 21)]
    public void A_branch_reads_what_lies_around_it(bool condition, int opset)
    {
        // relu(x) summed up and compared decides between x + 2 and a further choice, nested, that reads the outer sum.
        var g = new GraphBuilder([2, 3], opset);
        g.Weights("bound", [], [condition ? -1 : 1e6f]);
        var sum = g.Node("ReduceMax", [g.Node("Relu", ["x"])], ("keepdims", 0));
        var larger = g.Node("Greater", [sum, "bound"]);
        var inner = Graph([Node("Mul", "product", "x", sum)], "product");
        var nested = Graph([Choice(larger, "chosen", Same("x", "t"), inner)], "chosen");
        var then = Graph([Node("Add", "y", "x", "two")], "y");
        then.Initializer.Add(new TensorProto { Name = "two", DataType = 1, FloatData = { 2 } });
        AssertLikeOnnxRuntime(g.Output(g.Node("If", [larger], ("then_branch", then), ("else_branch", nested))));
    }

    [Fact]
    public void Branches_with_several_results()
    {
        var g = new GraphBuilder([2, 3]);
        g.Graph.Initializer.Add(new TensorProto { Name = "yes", DataType = (int)ElementType.Bool, Int32Data = { 1 } });
        var then = Graph([Node("Abs", "a", "x"), Node("Neg", "b", "x")], "a", "b");
        var otherwise = Graph([Node("Neg", "c", "x"), Node("Abs", "d", "x")], "c", "d");
        var first = g.Node("If", ["yes"], ("then_branch", then), ("else_branch", otherwise));
        g.Graph.Node[^1].Output.Add("second");
        AssertLikeOnnxRuntime(g.Output(first).Output("second"));
    }

    [Fact]
    public void A_function_whose_branch_reads_its_input()
    {
        var g = new GraphBuilder([2, 3], opset: 18);
        g.Model.IrVersion = 8;
        g.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "local", Version = 1 });
        g.Graph.Initializer.Add(new TensorProto { Name = "no", DataType = (int)ElementType.Bool, Int32Data = { 0 } });
        var then = Graph([Node("Abs", "r", "a")], "r");
        var otherwise = Graph([Node("Mul", "r2", "a", "twice")], "r2");
        g.Model.Functions.Add(new FunctionProto
        {
            Name = "choose", Domain = "local", Input = { "a", "c" }, Output = { "y" },
            OpsetImport = { new OperatorSetIdProto { Version = 18 } },
            Node =
            {
                Node("Add", "twice", "a", "a"),
                Choice("c", "y", then, otherwise),
            },
        });
        var x = g.Node("choose", ["x", "no"]);
        g.Graph.Node[^1].Domain = "local";
        var y = g.Node("choose", [x, "no"]);
        g.Graph.Node[^1].Domain = "local";
        AssertLikeOnnxRuntime(g.Output(y));
    }

    [Fact]
    public void A_branch_that_makes_nothing_of_the_name_is_one_error()
    {
        var g = new GraphBuilder([2, 3]);
        g.Graph.Initializer.Add(new TensorProto { Name = "two", DataType = (int)ElementType.Bool, Dims = { 2 }, Int32Data = { 1, 0 } });
        var graph = g.Output(g.Node("If", ["two"], ("then_branch", Same("x", "a")), ("else_branch", Same("x", "b")))).ToGraph();
        var refusal = Assert.Throws<ConversionException>(() => Oracle.Reference(graph, g.RandomInput()));
        Assert.Contains("the condition [2] is no single value", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Maps_of_scores_are_the_scores()
    {
        string[] labels = ["cat", "dog", "fox"];
        var g = new GraphBuilder([2, 3]);
        g.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 1 });
        var map = g.Node("ZipMap", [g.Node("Softmax", ["x"])], ("classlabels_strings", labels));
        g.Graph.Node[^1].Domain = "ai.onnx.ml";
        g.Graph.Output.Add(new ValueInfoProto { Name = map });
        var input = g.RandomInput();
        var scores = Oracle.Reference(g.ToGraph(), input);

        using var session = new InferenceSession(g.ToBytes());
        using var run = new RunOptions();
        using var value = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(input.Values, x => (float)x), [2, 3]);
        using var results = session.Run(run, new Dictionary<string, OrtValue> { ["x"] = value }, session.OutputNames);
        var rows = 0;
        results[0].ProcessSequence((row, index) => row.ProcessMap((keys, values) =>
        {
            var expected = values.GetTensorDataAsSpan<float>();
            var names = keys.GetStringTensorAsArray();
            for (var i = 0; i < names.Length; i++)
                Assert.Equal(expected[i], scores.Values[(index * 3) + Array.IndexOf(labels, names[i])], 1e-6);
            rows++;
        }, OrtAllocator.DefaultInstance), OrtAllocator.DefaultInstance);
        Assert.Equal(2, rows);
    }

    [Fact]
    public void The_name_of_the_likeliest_class_is_picked_by_its_place()
    {
        string[] labels = ["cat", "dog", "fox"];
        var g = new GraphBuilder([1, 3]);
        g.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 1 });
        var tensor = new TensorProto { Name = "labels", DataType = 8, Dims = { 3 } };
        tensor.StringData.AddRange(labels.Select(ByteString.CopyFromUtf8));
        g.Graph.Initializer.Add(tensor);
        var place = g.Node("ArgMax", ["x"], ("axis", 1));
        var name = g.Node("ArrayFeatureExtractor", ["labels", place]);
        g.Graph.Node[^1].Domain = "ai.onnx.ml";
        g.Output(name, elementType: 8);
        var input = g.RandomInput();
        var picked = Oracle.Reference(g.ToGraph(), input);
        using var session = new InferenceSession(g.ToBytes());
        using var run = new RunOptions();
        using var value = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(input.Values, x => (float)x), [1, 3]);
        using var results = session.Run(run, new Dictionary<string, OrtValue> { ["x"] = value }, session.OutputNames);
        Assert.Equal(results[0].GetStringTensorAsArray(), picked.Values.Select(at => picked.Texts[(int)at]));
        g.Output(g.Node("Concat", ["labels", "labels"], ("axis", 0)), elementType: 8);
        Assert.Contains("reads text", Assert.Throws<ConversionException>(() => Oracle.Reference(g.ToGraph(), input)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Several_outputs_are_all_given()
    {
        var g = new GraphBuilder([2, 3]);
        var relu = g.Node("Relu", ["x"]);
        var top = g.Node("TopK", [relu, g.Integers(2)]);
        g.Graph.Node[^1].Output.Add("places");
        g.Output(relu).Output(top).Output("places");
        g.Graph.Output[^1].Type = null;
        AssertLikeOnnxRuntime(g);
    }

    [Theory]
    [InlineData("Tile")]
    [InlineData("Expand")]
    [InlineData("ConstantOfShape")]
    [InlineData("Range")]
    [InlineData("OneHot")]
    [InlineData("Pad")]
    public void Shapes_out_of_proportion_are_refused_before_memory_is_taken(string op)
    {
        var g = new GraphBuilder([2, 3]);
        string[] inputs = op switch
        {
            "Tile" => ["x", g.Integers(1 << 12, 1 << 12)],
            "Expand" => [g.Weights("one", [1, 1], [1]), g.Integers(1 << 13, 1 << 13)],
            "ConstantOfShape" => [g.Integers(1 << 13, 1 << 13)],
            "Range" => [g.Weights("start", [], [0]), g.Weights("limit", [], [1e8f]), g.Weights("delta", [], [1])],
            "OneHot" => [g.Integers(1, 2, 3), g.Weights("depth", [], [1 << 25]), g.Weights("values", [2], [0, 1])],
            _ => ["x", g.Integers(0, 0, 1 << 13, 1 << 13)],
        };
        var graph = g.Output(g.Node(op, inputs)).ToGraph();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Assert.Throws<ConversionException>(() => Allowance.Within(10, () => Oracle.Reference(graph, g.RandomInput())));
        Assert.Contains("out of proportion", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Tensors_that_pile_up_are_refused()
    {
        var g = new GraphBuilder([1, 1 << 10]);
        var parts = Enumerable.Range(0, 5).Select(i => g.Node("Expand", ["x", g.Integers(1 << 16, 1 << 10)])).ToArray();
        var graph = g.Output(g.Node("Concat", parts, ("axis", 0))).ToGraph();
        var shape = new OnnxTensor([1, 1 << 10], new double[1 << 10]);
        Assert.Contains("are held already", Assert.Throws<ConversionException>(() => Oracle.Reference(graph, shape)).Message,
            StringComparison.Ordinal);
    }

    private static void AssertLikeOnnxRuntime(GraphBuilder g)
    {
        var inputs = new Dictionary<string, OnnxTensor> { ["x"] = g.RandomInput() };
        var actual = ReferenceEvaluator.Run(g.ToGraph(), inputs);
        var expected = OnnxRuntime.Run(g.ToBytes(), inputs);
        for (var i = 0; i < expected.Length; i++)
            Assert.Null(EvaluationTests.Difference(expected[i], actual[g.Graph.Output[i].Name], 1e-5));
    }

    private static NodeProto Node(string op, string output, params string[] inputs) =>
        new() { OpType = op, Input = { inputs }, Output = { output } };

    private static NodeProto Choice(string condition, string output, GraphProto then, GraphProto otherwise)
    {
        var node = Node("If", output, condition);
        node.Attribute.Add(GraphBuilder.Attribute("then_branch", then));
        node.Attribute.Add(GraphBuilder.Attribute("else_branch", otherwise));
        return node;
    }

    private static GraphProto Same(string x, string y) => Graph([Node("Identity", y, x)], y);

    private static GraphProto Graph(NodeProto[] nodes, params string[] outputs)
    {
        var graph = new GraphProto { Name = "branch", Node = { nodes } };
        foreach (var output in outputs)
            graph.Output.Add(new ValueInfoProto { Name = output, Type = new() { TensorType = new() { ElemType = 1 } } });
        return graph;
    }
}
