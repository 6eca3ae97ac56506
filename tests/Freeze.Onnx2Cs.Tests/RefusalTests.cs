using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>Broken and hostile models: each is one clear error.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("freeze").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_that_are_no_model()
    {
        Assert.Contains("is empty", Refuse([]), StringComparison.Ordinal);
        Assert.Contains("not an ONNX model", Refuse("<html>not found</html>"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("not an ONNX model", Refuse([.. Enumerable.Range(0, 4096).Select(i => (byte)(i * 37))]), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<ConversionException>(() => OnnxFile.Load(Path.Combine(_folder, "absent.onnx"))).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder, not a file", Assert.Throws<ConversionException>(() => OnnxFile.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        var bytes = Sound().ToBytes();
        for (var length = 0; length < bytes.Length; length += 7) Assert.NotEmpty(Refuse(bytes[..length]));
    }

    [Fact]
    public void Damaged_bytes_never_give_anything_but_a_conversion_error()
    {
        var bytes = Sound().ToBytes();
        var random = new Random(3);
        for (var i = 0; i < 400; i++)
        {
            var damaged = bytes.ToArray();
            for (var j = 0; j < 3; j++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                Converter.Convert(OnnxFile.Parse(damaged, "model.onnx"), new());
            }
            catch (ConversionException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    [Fact]
    public void Unknown_operators_are_reported_all_at_once()
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        var x = g.Named("/up/Up", "ConvTranspose", ["x"]);
        x = g.Named("/up/Up_1", "ConvTranspose", [x]);
        x = g.Named("/act", "Det", [x]);
        x = g.Named("/evil\nname", "Einsum\u2028", [x]);
        g.Output(g.Named("", "Conv", [x, g.Random("w", 4, 4, 1, 1)]));
        Assert.Equal(
            "4 problems in model.onnx\n  ConvTranspose x2 (first: /up/Up on [1,4,6,6]) is not supported; classifiers do without; export the backbone alone\n"
            + "  Det x1 (first: /act) is not supported\n"
            + "  Einsum\\u2028 x1 (first: /evil\\u000aname) is not supported\n"
            + "Export the model without them, or rewrite those parts with operators that SUPPORTED-OPS.md lists.",
            Refuse(g.ToBytes()));
    }

    [Fact]
    public void Unsupported_attributes_are_named()
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        var x = g.Named("p", "Pad", ["x", g.Integers(0, 1, 1, 1, 0, 0, 1, 1)], ("mode", "reflect"));
        g.Named("q", "MaxPool", [x], ("kernel_shape", new long[] { 2, 2 }));
        var y = g.Named("r", "AveragePool", ["x"], ("kernel_shape", new long[] { 2, 2 }), ("dilations", new long[] { 2, 2 }), ("pads", new long[] { 0, 1, 0, 0 }));
        g.Output(g.Named("s", "Add", [x, y]));
        var message = Refuse(g.ToBytes());
        Assert.Contains("Pad x1 (first: p on [1,4,6,6]) along more than two axes, or along the batch, is not supported", message, StringComparison.Ordinal);
        Assert.Contains("AveragePool x1 (first: r on [1,4,6,6]) with dilations and padding that does not count is not supported", message, StringComparison.Ordinal);
        Assert.StartsWith("2 problems in model.onnx", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cycle_names_a_node()
    {
        var g = Sound();
        g.Graph.Node.Add(new NodeProto { Name = "/loop/a", OpType = "Relu", Input = { "b" }, Output = { "a" } });
        g.Graph.Node.Add(new NodeProto { Name = "/loop/b", OpType = "Relu", Input = { "a" }, Output = { "b" } });
        Assert.Matches("cycle: node \"/loop/[ab]\"", Refuse(g.ToBytes()));
    }

    [Fact]
    public void Unsound_weights_are_named()
    {
        var g = Sound();
        g.Weights("bad.weight", [2], [1, float.NaN]);
        g.Graph.Initializer.Add(new TensorProto { Name = "tiny", DataType = 17, Dims = { 1 }, RawData = Google.Protobuf.ByteString.CopyFrom(0) });
        g.Graph.Initializer.Add(new TensorProto { Name = "short", DataType = 1, Dims = { 4 }, FloatData = { 1 } });
        g.Graph.Initializer.Add(new TensorProto { Name = "huge", DataType = 1, Dims = { 1 << 20, 1 << 20 } });
        g.Graph.Initializer.Add(new TensorProto { Name = "text", DataType = 8, Dims = { 1 } });
        var message = Refuse(g.ToBytes());
        Assert.StartsWith("5 problems in model.onnx", message, StringComparison.Ordinal);
        foreach (var name in new[] { "bad.weight", "tiny", "short", "huge", "text" }) Assert.Contains($"Tensor \"{name}\"", message, StringComparison.Ordinal);
        Assert.Contains("float8e4m3fn", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weights.bin", "does not exist")]
    [InlineData("../weights.bin", "not inside the model's folder")]
    [InlineData("/etc/passwd", "not inside the model's folder")]
    [InlineData("weights\0.bin", "not inside the model's folder")]
    [InlineData("link.bin", "is a link")]
    [InlineData("up/outside.bin", "is a link")]
    public void External_data_must_lie_beside_the_model(string location, string expected)
    {
        File.CreateSymbolicLink(Path.Combine(_folder, "link.bin"), Path.Combine("..", "outside.bin"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "up"), "..");
        var g = Sound();
        g.Graph.Initializer.Add(new TensorProto
        {
            Name = "far", DataType = 1, Dims = { 1 }, DataLocation = 1,
            ExternalData = { new StringStringEntryProto { Key = "location", Value = location } },
        });
        Assert.Contains(expected, Refuse(g.ToBytes()), StringComparison.Ordinal);
    }

    [Fact]
    public void External_data_is_read_from_beside_the_model()
    {
        var g = Sound();
        File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), [0, 0, 0, 0, 0, 0, 128, 63]);
        g.Graph.Initializer.Add(new TensorProto
        {
            Name = "far", DataType = 1, Dims = { 1 }, DataLocation = 1,
            ExternalData = { new StringStringEntryProto { Key = "location", Value = "weights.bin" }, new StringStringEntryProto { Key = "offset", Value = "4" } },
        });
        File.WriteAllBytes(Path.Combine(_folder, "model.onnx"), g.ToBytes());
        Assert.Equal([1.0], OnnxFile.Load(Path.Combine(_folder, "model.onnx")).Initializers["far"].Values);
    }

    [Fact]
    public void Missing_values_are_named()
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        g.Output(g.Named("c", "Conv", ["x", "nowhere.weight"]));
        Assert.Contains("Node \"c\" reads \"nowhere.weight\"", Refuse(g.ToBytes()), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_do_not_fit_are_refused_together()
    {
        var message = Assert.Throws<ConversionException>(() => Converter.Convert(Sound().ToGraph(), new()
        {
            Labels = ["cat"], Mean = [0.5f, 0.5f], Std = [0], ClassName = "a b", Namespace = "x..y", Name = "../up",
        })).Message;
        Assert.StartsWith("6 problems", message, StringComparison.Ordinal);
    }

    private static GraphBuilder Sound()
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        var x = g.Node("GlobalAveragePool", [LoweringTests.Conv(g, "x")]);
        return g.Output(g.Node("Gemm", [g.Node("Flatten", [x]), g.Random("fc.weight", 5, 4)], ("transB", 1)));
    }

    private string Refuse(byte[] bytes)
    {
        var path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, bytes);
        return Assert.Throws<ConversionException>(() => Converter.Convert(path, new())).Message;
    }
}
