using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;
using Google.Protobuf;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>
/// Files that ask for memory or time out of proportion to their size. Each kind is made at a size and at twice that; what reading and lowering allocate
/// is bounded, and at most 2.2 times as much for the larger one. Neither depends on the machine.
/// </summary>
public sealed class HostileFileTests : IDisposable
{
    private const string Domain = "f";

    // Bytes that one conversion may allocate in all, garbage included.
    private const long Most = 1_000_000_000;

    private const string Layers = "and a definition takes 4096", Proportion = "out of proportion to the file";

    private static readonly Dictionary<string, (Func<int, GraphBuilder> Make, string? Refusal)> s_kinds = new()
    {
        ["a chain of activations"] = (n => Chain(1000 * n, "Relu"), null),
        ["a longer chain of activations"] = (n => Chain(20_000 * n, "Relu"), Layers),
        ["a chain of sums"] = (n => Chain(10_000 * n, "Add", "k"), null),
        ["a chain of scales of the image"] = (n => Tail(Repeat(Start(), "x", 10_000 * n, (g, x) => g.Node("Mul", [x, "k"]))), null),
        ["names that are all the same"] = (n => Tail(Repeat(Start(), "x", 2000 * n, (g, x) => g.Named("a", "Relu", [x]))), null),
        ["identities before a weight"] = (n => Weighted(Repeat(Start(), "w", 10_000 * n, (g, x) => g.Node("Identity", [x]))), null),
        ["shortcuts from the beginning"] = (Shortcuts, null),
        ["calls of empty functions"] = (n => Calls(Fan(10 * n, node: null)), "above 100000"),
        ["calls of functions in functions"] = (n => Calls(Fan(10 * n, "Relu")), "above 100000"),
        ["a default attribute that many nodes have"] = (n => Calls(Shared(n, "Constant", "value_ints")), Proportion),
        ["a default attribute that many nodes try"] = (n => Calls(Shared(n, "Transpose", "perm")), "values as perm"),
        ["a long name of a call"] = (n => Calls(Body(2000 * n, "n"), name: new('N', 1_000_000 * n)), null),
        ["a long name in a function"] = (n => Calls(Body(2, new('N', 1_000_000 * n)), calls: 1000), "makes names"),
        ["sparse values"] = (n => Sparse(100_000 * n), null),
        ["single elements that are gathered"] = (n => Gathered(400_000 * n), "above 100000"),
        ["a hundred thousand axes"] = (n => Added(g => g.Node("Unsqueeze", ["k", Many(g, 100_000 * n)])), "the limit is 32"),
        ["a reduction"] = (n => Added(g => g.Node("ReduceLogSumExp", [g.Weights("many", [300_000 * n], new float[300_000 * n])])), null),
        ["reductions of one tensor"] = (Reductions, Proportion),
        ["products of constants"] = (n => Added(g => g.Node("MatMul", [g.Weights("m", [250 * n, 250 * n], new float[62_500 * n * n]), "m"])), Proportion),
        ["outputs"] = (Outputs, "say which holds the scores"),
        ["weights that many layers share"] = (n => SharedWeights(100 * n), Proportion),
        ["lengths beside none"] = (n => Added(g => g.Node("ConstantOfShape", [g.Integers(0, 1 << 28, 1 << 28)])), "is larger than any"),
        ["a sum over everything in pieces"] = (n => Tail(Repeat(Start(), "x", 4000 * n, (g, x) => g.Node("Slice", [x, "zero", "end"]))), null),
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("freeze").FullName;

    public static TheoryData<string> Kinds => [.. s_kinds.Keys];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_made_of_a_file_is_in_proportion_to_it(string kind)
    {
        var (make, refusal) = s_kinds[kind];
        var (once, twice) = (Allocated(make(1).ToBytes(), refusal), Allocated(make(2).ToBytes(), refusal));
        Assert.InRange(once, 0, Most);
        Assert.InRange(twice, 0, Most);
        if (refusal is null) Assert.InRange(twice, 0, (2.2 * once) + 1_000_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Nodes_without_anything_are_not_parsed(int scale)
    {
        // Two bytes each in the file.
        var nodes = Enumerable.Repeat(new byte[] { 10, 0 }, 1_100_000 * scale).SelectMany(bytes => bytes).ToArray();
        using var file = new MemoryStream();
        var output = new CodedOutputStream(file);
        output.WriteTag(7, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(nodes));
        output.Flush();
        Assert.InRange(Allocated(file.ToArray(), "is made of more than 1000000 nodes"), 0, 1_000_000);
    }

    [Theory]
    [InlineData(1, "d.bin")]
    [InlineData(2, "d.bin")]
    [InlineData(1, "holes.bin")]
    public void Data_that_many_tensors_share_are_charged_to_each(int scale, string location)
    {
        var g = Tail(Start());
        for (var i = 0; i < 1500 * scale; i++) g.Graph.Initializer.Add(External($"e{i}", location, 1 << 20));
        Write("d.bin", 4 << 20);
        using (var holes = new FileStream(Path.Combine(_folder, "holes.bin"), FileMode.Create)) holes.SetLength(4L << 30);
        var (path, before) = (Model(g), GC.GetAllocatedBytesForCurrentThread());
        Assert.Matches("Tensor \"e[0-9]+\" makes .* out of proportion", Refuse(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    [Fact]
    public void Data_that_are_large_are_read()
    {
        var g = Tail(Start());
        g.Graph.Initializer.Add(External("e", "d.bin", 3 << 20));
        Write("d.bin", 12 << 20);
        Assert.Equal(3 << 20, OnnxFile.Load(Model(g)).Initializers["e"].Values.Length);
    }

    [SkippableFact]
    public void A_model_of_holes_is_not_read()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "file systems of other systems may fill holes");
        var path = Path.Combine(_folder, "model.onnx");
        using (var file = new FileStream(path, FileMode.Create)) file.SetLength(1L << 30);
        Skip.If(DataOnDisk.Bytes(path) > 0, "the file system knows no holes");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("almost none of them are on the disk", Refuse(path), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [SkippableFact]
    public void A_pipe_as_the_model_is_not_waited_for()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "pipes are files on Linux");
        var path = Path.Combine(_folder, "model.onnx");
        using var make = System.Diagnostics.Process.Start("mkfifo", [path]);
        make.WaitForExit();
        Assert.Contains("is a pipe, not a file", Refuse(path), StringComparison.Ordinal);
        Assert.Contains("is a device, not a file", Refuse("/dev/zero"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Conv", "strides", new long[] { 1 << 20, 1 << 20 }, "each goes to 65536")]
    [InlineData("Conv", "dilations", new long[] { 1 << 27, 1 }, "each goes to 65536")]
    [InlineData("Conv", "pads", new long[] { 70_000, 0, 0, 0 }, "each goes to 65536")]
    [InlineData("Conv", "pads", new long[] { 60_000, 0, 60_000, 0 }, "65536 pixels a side")]
    [InlineData("Conv", "pads", new long[] { 20_000, 20_000, 20_000, 20_000 }, "pixels a side and")]
    [InlineData("Conv", "group", new long[] { 1 << 28 }, "in 268435456 groups")]
    [InlineData("MaxPool", "kernel_shape", new long[] { 1 << 28, 1 }, "each goes to 65536")]
    [InlineData("MaxPool", "strides", new long[] { long.MaxValue, 1 }, "out of range")]
    public void Windows_beyond_what_a_definition_takes_are_problems_of_the_node(string op, string attribute, long[] values, string expected)
    {
        var g = Start();
        (string, object)[] attributes = attribute == "group" ? [(attribute, (object)(int)values[0])]
            : op == "MaxPool" && attribute != "kernel_shape" ? [("kernel_shape", new long[] { 2, 2 }), (attribute, values)] : [(attribute, values)];
        var y = g.Named("culprit", op, op == "Conv" ? ["x", "w"] : ["x"], attributes);
        var message = Refuse(Tail(g, y));
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("culprit", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_the_definition_refuses_names_the_node_too()
    {
        // Rows and columns are within the limit and so is each padding, but not the image in memory with both around it.
        var g = new GraphBuilder([1, 4, 8, 8]);
        var padded = g.Node("Pad", ["x", g.Integers(0, 0, 30_000, 1000, 0, 0, 30_000, 1000)]);
        var message = Refuse(Tail(g, g.Named("culprit", "Conv", [padded, g.Random("far", 4, 4, 1, 1)], ("strides", new long[] { 30_000, 1000 }))));
        Assert.Contains("problem", message, StringComparison.Ordinal);
        Assert.DoesNotContain("does not compile", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_that_meet_the_image_late_are_found_at_once()
    {
        var g = Start();
        var y = g.Node("MaxPool", ["x"], ("kernel_shape", new long[] { 65_536, 1 }), ("pads", new long[] { 32_000, 0, 65_000, 0 }), ("strides", new long[] { 1, 1 }));
        Assert.InRange(Allocated(Tail(g, y).ToBytes(), refusal: null), 0, 20_000_000);
    }

    [Fact]
    public void A_long_message_is_cut()
    {
        var g = Start();
        for (var i = 0; i < 2000; i++) g.Named($"node{i}", $"Unknown{i}", ["x"]);
        var message = Refuse(Tail(g, g.Node("Sum", [.. Enumerable.Range(0, 2000).Select(i => $"v{i}")])));
        Assert.Contains("2000 problems", message, StringComparison.Ordinal);
        Assert.Contains("and 1970 more", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 0, 5000);
    }

    [Fact]
    public void A_megabyte_of_a_name_reaches_no_definition()
    {
        var name = "a\n\u2028\u202e\"*/" + new string('b', 1_000_000);
        var g = Start();
        var y = g.Named(name, "Relu", [g.Node("Conv", ["x", "w"])]);
        var model = Converter.Convert(g.Output(g.Node("GlobalAveragePool", [g.Named(name, "Sigmoid", [y])])).ToGraph(), new());
        Assert.All(model.Spec.Layers, layer => Assert.InRange(layer.Name.Length + (layer.Onnx?.Length ?? 0), 1, 300));
        Assert.DoesNotContain('\u202e', Generators.DefinitionPrinter.Print(model.Spec, []));
    }

    private static long Allocated(byte[] file, string? refusal)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        if (refusal is null) Converter.Convert(OnnxFile.Parse(file, "model.onnx"), new());
        else Assert.Contains(refusal, Refuse(file), StringComparison.Ordinal);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string Refuse(GraphBuilder g) => Refuse(g.ToBytes());

    private static string Refuse(byte[] file) =>
        Assert.Throws<ConversionException>(() => Converter.Convert(OnnxFile.Parse(file, "model.onnx"), new())).Message;

    private static string Refuse(string path) => Assert.Throws<ConversionException>(() => OnnxFile.Load(path)).Message;

    private string Model(GraphBuilder g)
    {
        var path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, g.ToBytes());
        return path;
    }

    private void Write(string name, int bytes) => File.WriteAllBytes(Path.Combine(_folder, name), Enumerable.Repeat((byte)1, bytes).ToArray());

    private static TensorProto External(string name, string location, int length) => new()
    {
        Name = name, DataType = 1, Dims = { length }, DataLocation = ExternalData.Location,
        ExternalData = { new StringStringEntryProto { Key = "location", Value = location } },
    };

    private static GraphBuilder Start()
    {
        var g = new GraphBuilder([1, 4, 8, 8], opset: 17);
        g.Random("w", 4, 4, 1, 1);
        g.Weights("k", [1], [1.0001f]);
        foreach (var (name, value) in new[] { ("zero", 0L), ("end", 1L << 40) })
            g.Graph.Initializer.Add(new TensorProto { Name = name, DataType = 7, Dims = { 1 }, Int64Data = { value } });
        return g;
    }

    private static (GraphBuilder Graph, string Last) Repeat(GraphBuilder g, string x, int count, Func<GraphBuilder, string, string> node)
    {
        for (var i = 0; i < count; i++) x = node(g, x);
        return (g, x);
    }

    private static GraphBuilder Tail((GraphBuilder Graph, string Last) made) => Tail(made.Graph, made.Last);

    private static GraphBuilder Tail(GraphBuilder g, string x = "x") => g.Output(g.Node("GlobalAveragePool", [g.Node("Conv", [x, "w"])]));

    private static GraphBuilder Weighted((GraphBuilder Graph, string Last) made) =>
        made.Graph.Output(made.Graph.Node("GlobalAveragePool", [made.Graph.Node("Conv", ["x", made.Last])]));

    private static GraphBuilder Chain(int count, string op, params string[] more)
    {
        var g = Start();
        return Tail(Repeat(g, g.Node("Conv", ["x", "w"]), count, (graph, x) => graph.Node(op, [x, .. more])));
    }

    private static GraphBuilder Added(Func<GraphBuilder, string> constant)
    {
        var g = Start();
        return Tail(g, g.Node("Add", ["x", g.Node("ReduceSum", [constant(g)], ("keepdims", 0))]));
    }

    private static GraphBuilder Shortcuts(int n)
    {
        var g = Start();
        var first = g.Node("Conv", ["x", "w"]);
        return Tail(Repeat(g, first, 1400 * n, (graph, x) => graph.Node("Add", [graph.Node("Conv", [x, "w"]), first])));
    }

    private static GraphBuilder Reductions(int n)
    {
        var g = Start();
        g.Weights("many", [100_000 * n], new float[100_000 * n]);
        return Tail(Repeat(g, "x", 1000 * n, (graph, x) => graph.Node("Add", [x, graph.Node("ReduceSum", ["many"], ("keepdims", 0))])));
    }

    private static GraphBuilder SharedWeights(int count)
    {
        var g = Start();
        g.Weights("wide", [256, 4, 1, 1], new float[1024]);
        g.Weights("shared", [256, 256, 3, 3], new float[256 * 256 * 9]);
        var x = g.Node("Conv", ["x", "wide"]);
        for (var i = 0; i < count; i++) x = g.Node("Conv", [x, "shared"], ("pads", new long[] { 1, 1, 1, 1 }));
        return g.Output(g.Node("GlobalAveragePool", [x]));
    }

    private static GraphBuilder Outputs(int n)
    {
        var g = Chain(5000 * n, "Relu");
        foreach (var node in g.Graph.Node.Skip(1).SkipLast(2).ToArray()) g.Output(node.Output[0]);
        return g;
    }

    private static GraphBuilder Sparse(int count) => Added(g =>
    {
        var values = new TensorProto { Name = "values", DataType = 1, Dims = { count } };
        var indices = new TensorProto { DataType = 7, Dims = { count } };
        for (var i = 0; i < count; i++)
        {
            values.FloatData.Add(1);
            indices.Int64Data.Add(i);
        }

        var name = g.Node("Constant", []);
        var sparse = new SparseTensorProto { Values = values, Indices = indices, Dims = { count } };
        g.Graph.Node[^1].Attribute.Add(new AttributeProto { Name = "sparse_value", SparseTensor = sparse, Type = 11 });
        return name;
    });

    private static GraphBuilder Gathered(int count)
    {
        var g = Start();
        var row = g.Node("Flatten", [g.Node("Conv", ["x", "w"])]);
        return Tail(g, g.Node("Gather", [row, g.Integers([.. Enumerable.Range(0, count).Select(i => (long)(i * i % 251))])], ("axis", 1)));
    }

    private static string Many(GraphBuilder g, int count) => g.Integers([.. Enumerable.Range(0, count).Select(i => (long)i)]);

    private static GraphBuilder Calls(IEnumerable<FunctionProto> functions, string name = "call", int calls = 1)
    {
        var g = Start();
        g.Model.Functions.AddRange(functions);
        g.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = Domain, Version = 1 });
        var (last, x) = (g.Model.Functions[^1].Name, "x");
        for (var i = 0; i < calls; i++)
        {
            x = g.Named(name, last, [x]);
            g.Graph.Node[^1].Domain = Domain;
        }

        return Tail(g, x);
    }

    private static FunctionProto Function(string name) => new()
    {
        Name = name, Domain = Domain, Input = { "in" }, Output = { "out" }, OpsetImport = { new OperatorSetIdProto { Version = 17 } },
    };

    // Each function calls the one before it eight times; the first does nothing, or has one node.
    private static IEnumerable<FunctionProto> Fan(int levels, string? node)
    {
        for (var level = 0; level <= levels; level++)
        {
            var function = Function($"f{level}");
            for (var i = 0; level > 0 && i < 8; i++)
                function.Node.Add(new NodeProto { OpType = $"f{level - 1}", Domain = Domain, Input = { "in" }, Output = { i == 7 ? "out" : $"t{i}" } });
            if (level == 0 && node is not null) function.Node.Add(new NodeProto { OpType = node, Input = { "in" }, Output = { "out" } });
            yield return function;
        }
    }

    private static IEnumerable<FunctionProto> Body(int count, string name)
    {
        var function = Function("body");
        for (var i = 0; i < count; i++)
        {
            function.Node.Add(new NodeProto
            {
                Name = name, OpType = "Relu", Input = { i == 0 ? "in" : $"{name}{i - 1}" }, Output = { i == count - 1 ? "out" : $"{name}{i}" },
            });
        }

        yield return function;
    }

    // A function with a large default attribute, which a thousand of its nodes refer to.
    private static IEnumerable<FunctionProto> Shared(int n, string op, string attribute)
    {
        var function = Function("shared");
        var given = new AttributeProto { Name = "given", Type = 7 };
        given.Ints.AddRange(Enumerable.Repeat(1L, 1_000_000 * n));
        function.AttributeProto.Add(given);
        var sum = "in";
        for (var i = 0; i < 1000; i++)
        {
            var node = new NodeProto { OpType = op, Output = { $"k{i}" } };
            if (op != "Constant") node.Input.Add("in");
            node.Attribute.Add(new AttributeProto { Name = attribute, RefAttrName = "given", Type = 7 });
            function.Node.Add(node);
            function.Node.Add(new NodeProto { OpType = "Add", Input = { sum, $"k{i}" }, Output = { $"s{i}" } });
            sum = $"s{i}";
        }

        function.Node.Add(new NodeProto { OpType = "Relu", Input = { sum }, Output = { "out" } });
        yield return function;
    }
}
