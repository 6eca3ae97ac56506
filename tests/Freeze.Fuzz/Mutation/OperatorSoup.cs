using Freeze.Onnx2Cs.Onnx.Wire;

namespace Freeze.Fuzz.Mutation;

/// <summary>Networks of random operators with random attributes, which few people would think of.</summary>
internal static class OperatorSoup
{
    public static ModelProto Make(Random random)
    {
        var side = random.Next(1, 9);
        var builder = new GraphBuilder([1, random.Next(1, 7), side, random.Chance(2) ? side : random.Next(1, 9)], random.Next(6, 22),
            symbolicBatch: random.Chance(2));
        var graph = builder.Graph;
        List<string> values = ["x"], constants = [];
        for (var i = random.Next(1, 10); i > 0; i--)
        {
            if (random.Chance(2) || constants.Count == 0)
            {
                constants.Add($"c{constants.Count}");
                graph.Initializer.Add(TensorMutator.Make(random, constants[^1]));
            }

            string[] inputs = [.. Enumerable.Range(0, random.Next(1, 5)).Select(input =>
                input == 0 ? (random.Chance(8) ? random.Of(constants) : values[^1]) : random.Chance(8) ? "" : random.Of(random.Chance(3) ? values
                    : constants))];
            var value = builder.Node(random.Of(OnnxMutator.Operators), inputs);
            for (var j = random.Next(4); j > 0; j--) graph.Node[^1].Attribute.Add(OnnxMutator.Attribute(random));
            values.Add(value);
        }

        builder.Output(random.Chance(2) ? values[^1] : builder.Node("GlobalAveragePool", [values[^1]]));
        return builder.Model;
    }
}
