using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>A model in the closed set of operators, with its folded weights.</summary>
public sealed class ConvertedModel
{
    /// <summary>The definition.</summary>
    public required ModelSpec Spec { get; init; }

    /// <summary>Canonical weights by name, in the order of the layers.</summary>
    public required IReadOnlyDictionary<string, (int[] Shape, float[] Data)> Tensors { get; init; }

    /// <summary>The graph that it was made from.</summary>
    public required OnnxGraph Graph { get; init; }

    /// <summary>SHA-256 of the ONNX file.</summary>
    public string SourceSha256 => Graph.Sha256;

    /// <summary>The ONNX file's operator set.</summary>
    public long Opset => Graph.Opset;

    /// <summary>Name of the network's input in the ONNX file.</summary>
    public string InputName => Graph.Inputs[0].Name;

    /// <summary>Name of the network's output in the ONNX file.</summary>
    public string OutputName => Graph.Outputs[0].Name;
}
