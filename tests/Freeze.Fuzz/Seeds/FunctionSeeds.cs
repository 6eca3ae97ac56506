using Freeze.Onnx2Cs.Onnx.Wire;

namespace Freeze.Fuzz.Seeds;

/// <summary>A network whose blocks are functions that the file defines, one of which calls the other and hands its attribute on.</summary>
internal static class FunctionSeeds
{
    public const string Domain = "pkg.blocks";

    public static GraphBuilder Blocks()
    {
        var g = new GraphBuilder([1, 3, 8, 8], opset: 17);
        g.Model.IrVersion = 8;
        g.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = Domain, Version = 1 });
        g.Model.Functions.Add(Act());
        g.Model.Functions.Add(Block());
        var x = g.Node("Conv", ["x", g.Random("stem.weight", 6, 3, 3, 3)], ("pads", new long[] { 1, 1, 1, 1 }));
        for (var i = 0; i < 2; i++)
        {
            x = g.Node("Block", [x, g.Random($"block{i}.weight", 6, 6, 1, 1)], ("slope", 0.25f));
            g.Graph.Node[^1].Domain = Domain;
        }

        return g.Output(g.Node("Gemm", [g.Node("Flatten", [g.Node("GlobalAveragePool", [x])]), g.Random("fc.weight", 6, 5)]));
    }

    // Act(x) = LeakyRelu(x, slope), with a slope of its own where none is given.
    private static FunctionProto Act()
    {
        var act = Function("Act", "in");
        act.AttributeProto.Add(new AttributeProto { Name = "slope", F = 0.1f, Type = 1 });
        act.Node.Add(new NodeProto { OpType = "LeakyRelu", Input = { "in" }, Output = { "out" }, Attribute = { Slope("alpha") } });
        return act;
    }

    // Block(x, w) = Act(Conv(x, w)) + x.
    private static FunctionProto Block()
    {
        var block = Function("Block", "in", "weight");
        block.Attribute.Add("slope");
        block.Node.Add(new NodeProto { OpType = "Conv", Input = { "in", "weight" }, Output = { "wide" } });
        block.Node.Add(new NodeProto { OpType = "Act", Domain = Domain, Input = { "wide" }, Output = { "active" }, Attribute = { Slope("slope") } });
        block.Node.Add(new NodeProto { OpType = "Add", Input = { "active", "in" }, Output = { "out" } });
        return block;
    }

    private static FunctionProto Function(string name, params string[] inputs) => new()
    {
        Name = name, Domain = Domain, Input = { inputs }, Output = { "out" },
        OpsetImport = { new OperatorSetIdProto { Version = 17 }, new OperatorSetIdProto { Domain = Domain, Version = 1 } },
    };

    private static AttributeProto Slope(string name) => new() { Name = name, RefAttrName = "slope", Type = 1 };
}
