using System.Runtime.InteropServices;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;
using Google.Protobuf;

namespace Freeze.Testing;

/// <summary>Builds small ONNX models node by node.</summary>
internal sealed class GraphBuilder
{
    private readonly Random _random = new(7);
    private int _count;

    public GraphBuilder(int[] inputShape, int opset = 13, bool symbolicBatch = false)
    {
        InputShape = inputShape;
        Model = new() { IrVersion = 7, ProducerName = "tests", Graph = new() { Name = "g" } };
        Model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
        Graph.Input.Add(ValueInfo("x", inputShape, symbolicBatch));
    }

    public ModelProto Model { get; }

    public GraphProto Graph => Model.Graph;

    public int[] InputShape { get; }

    public string Node(string op, string[] inputs, params (string Name, object Value)[] attributes) => Named("", op, inputs, attributes);

    public string Named(string name, string op, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var output = $"v{_count++}";
        var node = new NodeProto { Name = name, OpType = op };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        foreach (var (key, value) in attributes) node.Attribute.Add(Attribute(key, value));
        Graph.Node.Add(node);
        return output;
    }

    public string Random(string name, params int[] shape) =>
        Weights(name, shape, [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => (_random.NextSingle() * 2) - 1)]);

    public string Positive(string name, params int[] shape) =>
        Weights(name, shape, [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => _random.NextSingle() + 0.5f)]);

    public string Weights(string name, int[] shape, float[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = 1, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())) };
        tensor.Dims.AddRange(shape.Select(length => (long)length));
        Graph.Initializer.Add(tensor);
        return name;
    }

    public string Integers(params long[] values)
    {
        var tensor = new TensorProto { Name = $"i{_count++}", DataType = 7 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.AddRange(values);
        Graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    public string Bytes(string name, int[] shape, byte[] values) => Eight(name, 2, shape, values);

    public string SignedBytes(string name, int[] shape, sbyte[] values) => Eight(name, 3, shape, MemoryMarshal.AsBytes(values.AsSpan()));

    public GraphBuilder Output(string name, int elementType = 1)
    {
        var info = ValueInfo(name, null, false);
        info.Type.TensorType.ElemType = elementType;
        Graph.Output.Add(info);
        return this;
    }

    public byte[] ToBytes() => Model.ToByteArray();

    public OnnxGraph ToGraph() => OnnxFile.Parse(ToBytes(), "model.onnx");

    public OnnxTensor RandomInput(int seed = 1)
    {
        var random = new Random(seed);
        return new(InputShape, [.. Enumerable.Range(0, InputShape.Aggregate(1, (a, b) => a * b)).Select(_ => (double)(float)((random.NextDouble() * 4) - 2))]);
    }

    private string Eight(string name, int type, int[] shape, ReadOnlySpan<byte> values)
    {
        var tensor = new TensorProto { Name = name, DataType = type, RawData = ByteString.CopyFrom(values) };
        tensor.Dims.AddRange(shape.Select(length => (long)length));
        Graph.Initializer.Add(tensor);
        return name;
    }

    public static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case float f: (attribute.F, attribute.Type) = (f, 1); break;
            case int i: (attribute.I, attribute.Type) = (i, 2); break;
            case string s: (attribute.S, attribute.Type) = (ByteString.CopyFromUtf8(s), 3); break;
            case TensorProto t: (attribute.T, attribute.Type) = (t, 4); break;
            case GraphProto g: (attribute.G, attribute.Type) = (g, 5); break;
            case string[] list: attribute.Strings.AddRange(list.Select(ByteString.CopyFromUtf8)); attribute.Type = 8; break;
            case float[] list: attribute.Floats.AddRange(list); attribute.Type = 6; break;
            case long[] list: attribute.Ints.AddRange(list); attribute.Type = 7; break;
            default: throw new ArgumentException(name);
        }
        return attribute;
    }

    private static ValueInfoProto ValueInfo(string name, int[]? shape, bool symbolicBatch)
    {
        var info = new ValueInfoProto { Name = name, Type = new() { TensorType = new() { ElemType = 1 } } };
        if (shape is null) return info;
        info.Type.TensorType.Shape = new();
        for (var i = 0; i < shape.Length; i++)
            info.Type.TensorType.Shape.Dim.Add(symbolicBatch && i == 0 ? new DimensionProto { DimParam = "N" } : new DimensionProto { DimValue = shape[i] });
        return info;
    }
}
