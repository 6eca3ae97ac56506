using System.Runtime.InteropServices;
using Freeze.Onnx2Cs.Onnx.Wire;
using Google.Protobuf;

namespace Freeze.Onnx2Cs.Tests.Commands;

/// <summary><c>onnx2cs verify</c>.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly WorkFolder _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Without_test_data_the_reference_evaluator_judges()
    {
        var outcome = Tool.Run("verify", _work.Write("colours.onnx", Networks.Colours())).Succeeded();
        Assert.Contains("(seeded input)", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("passed", outcome.Output, StringComparison.Ordinal);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public void Right_test_data_pass_and_wrong_ones_fail_with_the_worst_error()
    {
        var network = Networks.Colours();
        var model = _work.Write("colours.onnx", network);
        var input = network.RandomInput();
        var output = Oracle.OnnxRuntime(network.ToBytes(), input);
        _work.Write("test_data_set_0/input_0.pb", Tensor(input.Shape, input.Values));
        _work.Write("test_data_set_0/output_0.pb", Tensor(output.Shape, output.Values));
        Assert.Contains("test_data_set_0/output_0", Tool.Run("verify", model).Succeeded().Output, StringComparison.Ordinal);

        output.Values[1] += 3;
        _work.Write("test_data_set_0/output_0.pb", Tensor(output.Shape, output.Values));
        var outcome = Tool.Run("verify", model);
        Assert.Equal(1, outcome.Code);
        Assert.Contains("failed", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("3.00e+0", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantised_networks_pass_and_where_they_fail_rounding_is_explained()
    {
        var model = _work.Write("quantised.onnx", Tests.Networks.QuantisedNets.Stored(32).Graph);
        Assert.DoesNotContain("half-way", Tool.Run("verify", model).Succeeded().Error, StringComparison.Ordinal);
        var outcome = Tool.Run("verify", model, "--atol", "0", "--rtol", "0");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("half-way between two steps", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Test_data_that_are_not_there_or_are_none_are_refused()
    {
        var model = _work.Write("model/colours.onnx", Networks.Colours());
        Tool.Run("verify", model, "--test-data", _work.At("absent")).Refused(1, "absent", "does not exist");
        Tool.Run("verify", model, "--test-data", _work.Path).Refused(1, "test_data_set_*", "Leave --test-data out");
        _work.Write("model/test_data_set_0/input_0.pb", "nonsense"u8.ToArray());
        Tool.Run("verify", model).Refused(1, "input_0.pb", "not a tensor");
    }

    private static byte[] Tensor(int[] shape, double[] values)
    {
        var floats = Array.ConvertAll(values, value => (float)value);
        var tensor = new TensorProto { DataType = 1, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(floats.AsSpan())) };
        tensor.Dims.AddRange(shape.Select(length => (long)length));
        return tensor.ToByteArray();
    }
}
