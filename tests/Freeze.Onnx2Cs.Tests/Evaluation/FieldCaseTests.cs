using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Tests.Evaluation;

/// <summary>Models from public reports that lie beside the repository: the evaluator gives the outputs that ONNX Runtime gave.</summary>
public class FieldCaseTests
{
    [SkippableFact]
    public void The_evaluator_gives_the_stored_outputs()
    {
        var problems = new List<string>();
        foreach (var folder in SharedModels.FieldCases())
        {
            try
            {
                var input = OnnxFile.LoadTensor(Path.Combine(folder, "test_data_set_0", "input_0.pb"));
                var expected = OnnxFile.LoadTensor(Path.Combine(folder, "test_data_set_0", "output_0.pb"));
                var actual = Oracle.Reference(OnnxFile.Load(Path.Combine(folder, "model.onnx")), input);
                var error = actual.Values.Length != expected.Values.Length ? double.PositiveInfinity
                    : Oracle.WorstError(expected.Values, actual.Values);
                if (!(error <= 1e-4 * Math.Max(1, expected.Values.Max(Math.Abs))))
                    problems.Add($"{Path.GetFileName(folder)}: off by {error}");
            }
            catch (ConversionException e)
            {
                problems.Add($"{Path.GetFileName(folder)}: {e.Message}");
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }
}
