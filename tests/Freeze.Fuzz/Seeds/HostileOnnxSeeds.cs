using Freeze.Onnx2Cs.Onnx.Wire;

namespace Freeze.Fuzz.Seeds;

/// <summary>
/// Small files that ask for much: calls that call calls, initialisers that share their data, values without end, chains, windows beyond what
/// a definition takes, names of odd characters.
/// </summary>
internal static class HostileOnnxSeeds
{
    public static IReadOnlyList<ModelProto> All { get; } =
    [
        Fan(8, empty: true), Fan(4, empty: false), Attributes(), Shared(), Sparse(), Chain(200), Window(300, 0), Window(3, 5000), Names(), Wide(),
    ];

    // Each function calls the next one eight times; the last one has a node or none.
    private static ModelProto Fan(int depth, bool empty)
    {
        var g = new GraphBuilder([1, 3, 8, 8], opset: 17);
        Domain(g.Model);
        for (var i = 0; i < depth; i++)
        {
            var function = Function($"F{i}");
            for (var j = 0; j < 8 && i + 1 < depth; j++)
                function.Node.Add(new NodeProto { OpType = $"F{i + 1}", Domain = FunctionSeeds.Domain, Input = { "in" }, Output = { $"o{j}" } });
            if (!empty) function.Node.Add(new NodeProto { OpType = "Relu", Input = { "in" }, Output = { "out" } });
            g.Model.Functions.Add(function);
        }

        return Call(g, "F0");
    }

    // A function with large default attributes, called many times.
    private static ModelProto Attributes()
    {
        var g = new GraphBuilder([1, 3, 8, 8], opset: 17);
        Domain(g.Model);
        var function = Function("F");
        var large = new AttributeProto { Name = "large", Type = 7 };
        large.Ints.AddRange(Enumerable.Range(0, 2000).Select(i => (long)i));
        function.AttributeProto.Add(large);
        for (var i = 0; i < 40; i++)
        {
            function.Node.Add(new NodeProto
            {
                OpType = "Relu", Input = { i == 0 ? "in" : $"v{i - 1}" }, Output = { i == 39 ? "out" : $"v{i}" },
                Attribute = { new AttributeProto { Name = "axes", RefAttrName = "large", Type = 7 } },
            });
        }

        g.Model.Functions.Add(function);
        return Call(g, "F");
    }

    private static ModelProto Shared()
    {
        var g = new GraphBuilder([1, 4, 4, 4], opset: 13);
        var x = "x";
        for (var i = 0; i < 100; i++)
        {
            g.Graph.Initializer.Add(new TensorProto
            {
                Name = $"s{i}", DataType = 1, Dims = { 4, 4, 8, 8 }, DataLocation = 1,
                ExternalData = { new StringStringEntryProto { Key = "location", Value = "weights.bin" } },
            });
        }

        x = g.Node("Conv", [x, "s0"], ("pads", new long[] { 4, 4, 3, 3 }));
        return g.Output(g.Node("Flatten", [g.Node("GlobalAveragePool", [x])])).Model;
    }

    private static ModelProto Sparse()
    {
        const int Count = 500;
        var g = new GraphBuilder([1, 4, 4, 4], opset: 13);
        var values = new TensorProto { Name = "weight", DataType = 1, Dims = { Count } };
        values.FloatData.AddRange(Enumerable.Repeat(1f, Count));
        var indices = new TensorProto { DataType = 7, Dims = { Count } };
        indices.Int64Data.AddRange(Enumerable.Range(0, Count).Select(i => (long)i));
        g.Graph.SparseInitializer.Add(new SparseTensorProto { Values = values, Indices = indices, Dims = { 1 << 10, 1 << 10 } });
        return g.Output(g.Node("MatMul", [g.Node("Flatten", [g.Node("GlobalAveragePool", ["x"])]), "weight"])).Model;
    }

    private static ModelProto Chain(int count)
    {
        var g = new GraphBuilder([1, 3, 4, 4], opset: 13);
        var x = "x";
        for (var i = 0; i < count; i++) x = i % 20 == 19 ? g.Node("Add", [x, "x"]) : g.Node("Relu", [x]);
        return g.Output(g.Node("Flatten", [g.Node("GlobalAveragePool", [x])])).Model;
    }

    private static ModelProto Window(int kernel, int pad)
    {
        var g = new GraphBuilder([1, 3, 8, 8], opset: 13);
        var x = g.Node("MaxPool", ["x"], ("kernel_shape", new long[] { kernel, kernel }), ("pads", new long[] { pad, pad, pad, pad }));
        return g.Output(g.Node("Flatten", [g.Node("GlobalAveragePool", [x])])).Model;
    }

    private static ModelProto Names()
    {
        var g = new GraphBuilder([1, 3, 8, 8], opset: 13);
        var x = g.Named("line\n\u2028 \"quoted\" \0 */", "Conv", ["x", g.Random("weight\u2029", 4, 3, 3, 3)]);
        return g.Output(g.Node("Flatten", [g.Node("GlobalAveragePool", [x])])).Model;
    }

    // A constant of many elements that a few bytes make.
    private static ModelProto Wide()
    {
        var g = new GraphBuilder([1, 3, 8, 8], opset: 13);
        var large = g.Node("Expand", [g.Node("ConstantOfShape", [g.Integers(1, 1)]), g.Integers(20_000, 20_000)]);
        var sum = g.Node("ReduceSum", [large], ("keepdims", 0));
        return g.Output(g.Node("Add", [g.Node("Flatten", [g.Node("GlobalAveragePool", ["x"])]), sum])).Model;
    }

    private static void Domain(ModelProto model)
    {
        model.IrVersion = 8;
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = FunctionSeeds.Domain, Version = 1 });
    }

    private static FunctionProto Function(string name) => new()
    {
        Name = name, Domain = FunctionSeeds.Domain, Input = { "in" }, Output = { "out" },
        OpsetImport = { new OperatorSetIdProto { Version = 17 }, new OperatorSetIdProto { Domain = FunctionSeeds.Domain, Version = 1 } },
    };

    private static ModelProto Call(GraphBuilder g, string function)
    {
        var x = g.Node(function, ["x"]);
        g.Graph.Node[^1].Domain = FunctionSeeds.Domain;
        return g.Output(g.Node("Flatten", [g.Node("GlobalAveragePool", [x])])).Model;
    }
}
