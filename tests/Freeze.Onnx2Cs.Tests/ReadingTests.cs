using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;
using Google.Protobuf;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>What the reader makes of the format: element types, sub-graphs, other domains, what the file says beside the graph.</summary>
public class ReadingTests
{
    // Bytes written by hand from the format's description.
    public static TheoryData<ElementType, byte[], double[]> Raw => new()
    {
        { ElementType.BFloat16, [0xc0, 0x3f, 0x80, 0xff], [1.5, double.NegativeInfinity] },
        { ElementType.Float16, [0x00, 0x3e, 0x00, 0x7c], [1.5, double.PositiveInfinity] },
        { ElementType.UInt16, [0xff, 0xff, 0x01, 0x00], [65535, 1] },
        { ElementType.Int16, [0xff, 0xff, 0x01, 0x80], [-1, -32767] },
        { ElementType.UInt32, [0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0], [4294967295, 2] },
        { ElementType.UInt64, [0, 0, 0, 0, 0, 0, 0, 0x80, 3, 0, 0, 0, 0, 0, 0, 0], [9223372036854775808, 3] },
        { ElementType.UInt4, [0xf1, 0x07], [1, 15, 7] },
        { ElementType.Int4, [0xf1, 0x08], [1, -1, -8] },
        { ElementType.Float, [0, 0, 0x80, 0x7f], [double.PositiveInfinity] },
    };

    // In fields of 32 or of 64 bits.
    public static TheoryData<ElementType, long[], double[]> Fields => new()
    {
        { ElementType.BFloat16, [0x3fc0], [1.5] },
        { ElementType.UInt16, [65535], [65535] },
        { ElementType.UInt32, [4294967295], [4294967295] },
        { ElementType.UInt64, [7], [7] },
        { ElementType.Int4, [0xf1, 8], [1, -1, -8] },
    };

    [Theory]
    [MemberData(nameof(Raw))]
    public void Tensors_of_all_types_are_read_from_bytes(ElementType type, byte[] bytes, double[] expected)
    {
        var read = Initializer(new() { DataType = (int)type, Dims = { expected.Length }, RawData = ByteString.CopyFrom(bytes) });
        Assert.Equal(type, read.Type);
        Assert.Equal(expected, read.Values);
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void Tensors_of_all_types_are_read_from_fields(ElementType type, long[] fields, double[] expected)
    {
        var tensor = new TensorProto { DataType = (int)type, Dims = { expected.Length } };
        if (type is ElementType.UInt32 or ElementType.UInt64) tensor.Uint64Data.AddRange(fields.Select(field => (ulong)field));
        else tensor.Int32Data.AddRange(fields.Select(field => (int)field));
        Assert.Equal(expected, Initializer(tensor).Values);
    }

    [Theory]
    [InlineData(14, "complex64")]
    [InlineData(18, "float8e4m3fnuz")]
    [InlineData(20, "float8e5m2fnuz")]
    [InlineData(23, "float4e2m1")]
    [InlineData(99, "99")]
    public void Types_that_are_not_read_are_refused_by_name(int type, string name)
    {
        var tensor = new TensorProto { DataType = type, Dims = { 1 }, RawData = ByteString.CopyFrom(0) };
        var refusal = Assert.Throws<ConversionException>(() => Initializer(tensor));
        Assert.Contains($"its element type {name} is not supported", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_classes_are_read()
    {
        var tensor = new TensorProto { DataType = 8, Dims = { 2 } };
        tensor.StringData.AddRange([ByteString.CopyFromUtf8("Äpfel"), ByteString.CopyFromUtf8("pears")]);
        var read = Initializer(tensor);
        Assert.Equal(["Äpfel", "pears"], read.Texts);
        Assert.Equal([0.0, 1], read.Values);
    }

    [Fact]
    public void What_the_file_says_beside_the_graph_is_kept()
    {
        var g = new GraphBuilder([1, 3, 4, 4]);
        g.Model.MetadataProps.Add(new StringStringEntryProto { Key = "Image.BitmapPixelFormat", Value = "Bgr8" });
        g.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 3 });
        var relu = g.Node("Relu", ["x"]);
        var map = g.Node("ZipMap", [relu], ("classlabels_strings", new[] { "cat", "dog" }));
        g.Graph.Node[^1].Domain = "ai.onnx.ml";
        var graph = g.Output(map).Output(relu).ToGraph();
        Assert.Equal("Bgr8", graph.Metadata["Image.BitmapPixelFormat"]);
        Assert.Equal([map, relu], graph.Outputs.Select(output => output.Name));
        Assert.Equal("ai.onnx.ml", graph.Nodes[1].Domain);
        Assert.Equal(["cat", "dog"], graph.Nodes[1].Texts("classlabels_strings")!);
    }

    [Fact]
    public void Operator_sets_that_do_not_exist_yet_are_refused()
    {
        var g = new GraphBuilder([1, 3, 4, 4], opset: 40);
        g.Output(g.Node("Relu", ["x"]));
        Assert.Contains("Operator set 40 is not supported", Assert.Throws<ConversionException>(g.ToGraph).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Branches_are_read_with_what_they_take_from_around()
    {
        var graph = WithBranches("x").ToGraph();
        var node = graph.Nodes.Single(node => node.Operator == "If");
        var then = node.Subgraph("then_branch")!;
        Assert.True(node.HasSubgraph && node.Has("then_branch"));
        Assert.Equal(["Add"], then.Nodes.Select(inner => inner.Operator));
        Assert.Equal([2.0], then.Initializers["two"].Values);
        Assert.Equal(["sum"], then.Outputs);
        Assert.Equal(["x"], then.Outer);
        Assert.Equal(["relu"], node.Subgraph("else_branch")!.Outer);
        Assert.Equal(["condition", "x", "relu"], node.Reads);

        // The node that makes "relu" stands behind the one whose branch reads it.
        Assert.Equal(["Relu", "If"], graph.Nodes.Select(inner => inner.Operator));
    }

    [Fact]
    public void A_branch_that_reads_what_is_not_there_is_refused() => Assert.Contains("reads \"nowhere\", which no node makes",
        Assert.Throws<ConversionException>(() => WithBranches("nowhere").ToGraph()).Message, StringComparison.Ordinal);

    /// <summary>x + 2 under a condition, else the rectified x, which a node further down makes.</summary>
    private static GraphBuilder WithBranches(string read)
    {
        var g = new GraphBuilder([1, 3, 4, 4]);
        g.Graph.Initializer.Add(new TensorProto { Name = "condition", DataType = (int)ElementType.Bool, Int32Data = { 1 } });
        var then = new GraphProto
        {
            Node = { new NodeProto { OpType = "Add", Input = { read, "two" }, Output = { "sum" } } },
            Initializer = { new TensorProto { Name = "two", DataType = 1, FloatData = { 2 } } },
            Output = { new ValueInfoProto { Name = "sum" } },
        };
        var otherwise = new GraphProto
        {
            Node = { new NodeProto { OpType = "Identity", Input = { "relu" }, Output = { "same" } } },
            Output = { new ValueInfoProto { Name = "same" } },
        };
        var choice = g.Node("If", ["condition"], ("then_branch", then), ("else_branch", otherwise));
        g.Graph.Node.Add(new NodeProto { OpType = "Relu", Input = { "x" }, Output = { "relu" } });
        return g.Output(choice);
    }

    private static OnnxTensor Initializer(TensorProto tensor)
    {
        var g = new GraphBuilder([1, 3, 4, 4]);
        tensor.Name = "w";
        g.Graph.Initializer.Add(tensor);
        return g.Output(g.Node("Relu", ["x"])).ToGraph().Initializers["w"];
    }
}
