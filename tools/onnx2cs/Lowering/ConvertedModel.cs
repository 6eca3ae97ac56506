using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Passes;
using Freeze.Onnx2Cs.Lowering.Values;
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

    /// <summary>Name of the value in the ONNX file that holds the scores of the classes.</summary>
    public required string OutputName { get; init; }

    /// <summary>Whether the last layer has weights of its own for each class; otherwise the network gives features.</summary>
    public bool HasHead { get; init; } = true;

    /// <summary>Images that the ONNX file states for a batch; 0 where it takes any number.</summary>
    public int Batch { get; init; }

    /// <summary>What the layers read of what the ONNX file takes.</summary>
    internal ConvertedInput Input { get; init; } = null!;

    /// <summary>SHA-256 of the ONNX file.</summary>
    public string SourceSha256 => Graph.Sha256;

    /// <summary>The ONNX file's operator set.</summary>
    public long Opset => Graph.Opset;

    /// <summary>Name of the network's input in the ONNX file.</summary>
    public string InputName => Graph.Inputs[0].Name;

    /// <summary>Values for the compiled model from values for the ONNX file, any number of images.</summary>
    public double[] Normalise(OnnxTensor input) => Input.Normalise(input.Values, Spec.Input.Channels, Spec.Input.Height * Spec.Input.Width);
}

/// <summary>How the ONNX file's input becomes what the layers read.</summary>
/// <param name="View">The image's elements in the order of the file's input.</param>
/// <param name="Folded">What the head of the graph did to them.</param>
internal sealed record ConvertedInput(View View, FoldedInput Folded)
{
    public double[] Normalise(double[] input, int channels, int plane)
    {
        var values = new double[input.Length];
        var each = Folded.Shift.Length / channels;
        int[] places = [.. View.Elements()];
        for (var i = 0; i < values.Length; i++)
        {
            var place = places[i % places.Length];
            var (source, pixel) = (place / plane, place % plane);
            var c = Folded.IsReversed ? channels - 1 - source : source;
            values[i - (i % places.Length) + (c * plane) + pixel] = (input[i] * Folded.Scale[c]) + Folded.Shift[(c * each) + (each == 1 ? 0 : pixel)];
        }

        return values;
    }
}
