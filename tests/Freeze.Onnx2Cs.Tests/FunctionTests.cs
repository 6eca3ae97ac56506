using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>Model-local functions.</summary>
public class FunctionTests
{
    private const string Domain = "pkg.blocks";

    [Fact]
    public void Functions_are_put_in_place()
    {
        var g = WithFunctions();
        var x = Call(g, "Block", LoweringTests.Conv(g, "x"), ("slope", 0.25f));
        g.Output(g.Node("GlobalAveragePool", [Call(g, "Block", x)]));
        var model = Oracle.AssertCompilesRight(g);

        // Both calls have an activation and a sum, and the second call the function's own slope.
        Assert.Equal("Conv2D Activation Add Activation Add GlobalAveragePool", string.Join(' ', model.Spec.Layers.Select(layer => layer.Kind)));
        Assert.Equal([0.25f, 0.5f], model.Spec.Layers.Where(layer => layer.Alpha != 0).Select(layer => layer.Alpha));
    }

    [Theory]
    [InlineData("Loop", "calls itself")]
    [InlineData("Double30", "which calls function \"Double30\", brings the nodes of the model")]
    public void Functions_without_end_are_refused(string name, string expected)
    {
        var g = WithFunctions();
        for (var i = 1; i <= 30; i++) g.Model.Functions.Add(Function($"Double{i}", i == 1 ? "Act" : $"Double{i - 1}", i == 1 ? "Act" : $"Double{i - 1}"));
        g.Model.Functions.Add(Function("Loop", "Loop", "Act"));
        g.Output(Call(g, name, LoweringTests.Conv(g, "x")));
        var message = Assert.Throws<ConversionException>(() => Converter.Convert(g.ToGraph(), new())).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    // Block(x) = Act(x) + x with Act(x) = LeakyRelu(x, alpha = slope).
    private static GraphBuilder WithFunctions()
    {
        var g = new GraphBuilder([1, 4, 7, 6], opset: 15);
        g.Model.IrVersion = 8;
        g.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = Domain, Version = 1 });
        var act = Function("Act");
        act.Attribute.Add("slope");
        act.Node.Add(new NodeProto { OpType = "LeakyRelu", Input = { "in" }, Output = { "out" }, Attribute = { Reference("alpha") } });
        var block = Function("Block");
        block.AttributeProto.Add(new AttributeProto { Name = "slope", F = 0.5f, Type = 1 });
        block.Node.Add(new NodeProto { OpType = "Act", Domain = Domain, Input = { "in" }, Output = { "inner" }, Attribute = { Reference("slope") } });
        block.Node.Add(new NodeProto { OpType = "Add", Input = { "inner", "in" }, Output = { "out" } });
        g.Model.Functions.AddRange([act, block]);
        return g;
    }

    private static FunctionProto Function(string name, params string[] chain)
    {
        var function = new FunctionProto
        {
            Name = name, Domain = Domain, Input = { "in" }, Output = { "out" },
            OpsetImport = { new OperatorSetIdProto { Version = 15 }, new OperatorSetIdProto { Domain = Domain, Version = 1 } },
        };
        for (var i = 0; i < chain.Length; i++)
        {
            function.Node.Add(new NodeProto
            {
                OpType = chain[i], Domain = Domain, Input = { i == 0 ? "in" : $"t{i}" }, Output = { i == chain.Length - 1 ? "out" : $"t{i + 1}" },
            });
        }

        return function;
    }

    private static AttributeProto Reference(string name) => new() { Name = name, RefAttrName = "slope", Type = 1 };

    private static string Call(GraphBuilder g, string name, string x, params (string, object)[] attributes)
    {
        var y = g.Node(name, [x], attributes);
        g.Graph.Node[^1].Domain = Domain;
        return y;
    }
}
