using System.Numerics.Tensors;

namespace Freeze.Bench.Comparison;

/// <summary>Whether both sides compute the same, over all images.</summary>
/// <param name="Images">Images compared.</param>
/// <param name="WorstError">Largest difference between two outputs.</param>
/// <param name="Disagreements">Images with another class, near ties left out.</param>
/// <param name="NearTies">Images with another class where ONNX Runtime's two best outputs are closer than 1e-3.</param>
/// <param name="Classes">ONNX Runtime's class of each image.</param>
internal sealed record Agreement(int Images, double WorstError, int Disagreements, int NearTies, int[] Classes)
{
    private const float NearTie = 1e-3f;

    /// <summary>Runs every window on both sides.</summary>
    public static Agreement Check(IContender freeze, IContender onnxRuntime, int windows, int batch, int classes)
    {
        var (worst, disagreements, nearTies) = (0.0, 0, 0);
        var answers = new int[windows * batch];
        var (ours, theirs) = (new float[batch * classes], new float[batch * classes]);
        for (var window = 0; window < windows; window++)
        {
            freeze.Outputs(window, ours);
            onnxRuntime.Outputs(window, theirs);
            for (var i = 0; i < batch; i++)
            {
                ReadOnlySpan<float> a = ours.AsSpan(i * classes, classes), b = theirs.AsSpan(i * classes, classes);
                for (var c = 0; c < classes; c++) worst = Math.Max(worst, Difference(a[c], b[c]));
                var answer = answers[(window * batch) + i] = TensorPrimitives.IndexOfMax(b);
                if (TensorPrimitives.IndexOfMax(a) == answer) continue;
                if (Margin(b, answer) < NearTie) nearTies++;
                else disagreements++;
            }
        }

        return new(answers.Length, worst, disagreements, nearTies, answers);
    }

    /// <summary>Share of answers that are ONNX Runtime's.</summary>
    public double ShareOf(Prediction[] predictions) => (double)Classes.Where((answer, i) => predictions[i].Class == answer).Count() / Classes.Length;

    // What is not a number differs from everything.
    private static double Difference(float a, float b) => float.IsNaN(a) || float.IsNaN(b) ? double.PositiveInfinity : Math.Abs((double)a - b);

    private static float Margin(ReadOnlySpan<float> outputs, int best)
    {
        var second = float.NegativeInfinity;
        for (var c = 0; c < outputs.Length; c++)
            if (c != best) second = Math.Max(second, outputs[c]);
        return outputs[best] - second;
    }
}
