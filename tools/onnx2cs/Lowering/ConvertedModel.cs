using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>A model in the closed set of operators, with its folded weights.</summary>
public sealed class ConvertedModel
{
    /// <summary>The definition.</summary>
    public required ModelSpec Spec { get; init; }

    /// <summary>What makes the normalisation of pixels doubtful; null where nothing does.</summary>
    public string? Warning { get; init; }

    /// <summary>Canonical weights by name, in the order of the layers.</summary>
    public required IReadOnlyDictionary<string, (int[] Shape, float[] Data)> Tensors { get; init; }

    /// <summary>The graph that it was made from.</summary>
    public required OnnxGraph Graph { get; init; }

    /// <summary>What the layers read is InputScale * x + InputShift of what the ONNX file takes, channel by channel.</summary>
    public IReadOnlyList<double> InputScale { get; init; } = [];

    /// <summary>See <see cref="InputScale"/>.</summary>
    public IReadOnlyList<double> InputShift { get; init; } = [];

    /// <summary>Whether the ONNX file takes images as rows, columns, channels.</summary>
    public bool InputHasChannelsLast { get; init; }

    /// <summary>Values for the compiled model from values for the ONNX file, any number of images.</summary>
    public double[] Normalise(OnnxTensor input)
    {
        var size = Spec.Input.Height * Spec.Input.Width;
        var channels = Spec.Input.Channels;
        var values = new double[input.Values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var (image, c, pixel) = (i / (channels * size), i / size % channels, i % size);
            var x = input.Values[InputHasChannelsLast ? (((image * size) + pixel) * channels) + c : i];
            values[i] = (x * InputScale[c]) + InputShift[c];
        }
        return values;
    }

    /// <summary>SHA-256 of the ONNX file.</summary>
    public string SourceSha256 => Graph.Sha256;

    /// <summary>The ONNX file's operator set.</summary>
    public long Opset => Graph.Opset;

    /// <summary>Name of the network's input in the ONNX file.</summary>
    public string InputName => Graph.Inputs[0].Name;

    /// <summary>Name of the network's output in the ONNX file.</summary>
    public string OutputName => Graph.Outputs[0].Name;
}
