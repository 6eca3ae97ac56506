using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;
using Google.Protobuf;

namespace Freeze.Onnx2Cs.Tests.Evaluation;

/// <summary>A node on trial: an operator in one form.</summary>
/// <param name="Operator">The operator, behind its domain where that is not ONNX's own.</param>
/// <param name="From">First operator set with this form.</param>
/// <param name="Inputs">What it reads; null for an input that is left out.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record EvaluationCase(string Operator, int From, Feed?[] Inputs, params (string Name, object Value)[] Attributes)
{
    private const int Oldest = 7, Newest = 24;

    /// <summary>Last operator set with this form.</summary>
    public int To { get; init; } = Newest;

    /// <summary>Outputs that are compared.</summary>
    public int Outputs { get; init; } = 1;

    /// <summary>How far floats may be off, relative to one and to the expected value.</summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>What is right, written out, where ONNX Runtime has no such form; the reason is in <see cref="WhyWrittenOut"/>.</summary>
    public Func<OnnxTensor[], OnnxTensor>? WrittenOut { get; init; }

    /// <summary>What ONNX Runtime does with the form.</summary>
    public string WhyWrittenOut { get; init; } = "";

    /// <summary>Operator sets that have the form, of those that are tried.</summary>
    public IEnumerable<int> Opsets => Enumerable.Range(Oldest, Newest - Oldest + 1).Where(opset => opset >= From && opset <= To);

    /// <summary>What it is, for messages.</summary>
    public string Description =>
        $"{Operator}({string.Join(", ", Inputs.Select(feed => feed is null ? "-" : $"{feed.Type}{OnnxTensor.Describe(feed.Shape)}"))}; "
        + $"{string.Join(", ", Attributes.Select(a => $"{a.Name}={Text(a.Value)}"))}) from set {From}";

    /// <summary>The model and its inputs.</summary>
    public (ModelProto Model, OnnxTensor?[] Values) Build(int opset)
    {
        var random = new Random(17);
        var values = Inputs.Select(feed => feed?.Make(random)).ToArray();
        var dot = Operator.LastIndexOf('.');
        var node = new NodeProto { OpType = Operator[(dot + 1)..], Domain = dot < 0 ? "" : Operator[..dot] };
        var graph = new GraphProto { Name = "g", Node = { node } };
        var model = new ModelProto { IrVersion = opset >= 21 ? 10 : 7, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
        if (dot > 0) model.OpsetImport.Add(new OperatorSetIdProto { Domain = node.Domain, Version = node.Domain == "ai.onnx.ml" ? 2 : 1 });
        for (var i = 0; i < values.Length; i++)
        {
            node.Input.Add(values[i] is null ? "" : $"x{i}");
            if (values[i] is not { } value) continue;
            if (Inputs[i]!.IsConstant)
            {
                var bytes = ByteString.CopyFrom(Feed.ToBytes(value));
                var tensor = new TensorProto { Name = $"x{i}", DataType = (int)value.Type, RawData = bytes };
                tensor.Dims.AddRange(value.Shape.Select(length => (long)length));
                graph.Initializer.Add(tensor);
                continue;
            }
            var type = new TensorTypeProto { ElemType = (int)value.Type, Shape = new() };
            var info = new ValueInfoProto { Name = $"x{i}", Type = new() { TensorType = type } };
            type.Shape.Dim.AddRange(value.Shape.Select(length => new DimensionProto { DimValue = length }));
            graph.Input.Add(info);
        }
        for (var i = 0; i < Outputs; i++)
        {
            node.Output.Add($"y{i}");
            graph.Output.Add(new ValueInfoProto { Name = $"y{i}" });
        }
        foreach (var (name, value) in Attributes) node.Attribute.Add(GraphBuilder.Attribute(name, value));
        return (model, values);
    }

    private static string Text(object value) => value is Array list ? $"[{string.Join(',', list.Cast<object>())}]" : $"{value}";
}
