using Freeze.Storage;

namespace Freeze.Runtime.Tests.Models;

public sealed class InputErrorTests
{
    [Fact]
    public void Wrong_inputs_are_refused()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        Assert.Contains("432 bytes, but 431", Assert.Throws<FreezeException>(() => model.Predict(new byte[431])).Message, StringComparison.Ordinal);
        Assert.Contains("864 values, but 432", Assert.Throws<FreezeException>(() => model.Predict(new float[432], new Prediction[2])).Message, StringComparison.Ordinal);
        Assert.Throws<FreezeException>(() => model.Predict(ReadOnlySpan<byte>.Empty, []));
        Assert.Throws<FreezeException>(() => model.Predict(new byte[100], 5, 7));
        Assert.Throws<FreezeException>(() => model.Predict(ReadOnlySpan<byte>.Empty, 0, 7));
        Assert.Throws<FreezeException>(() => model.Run(new float[432], new float[4], 1));
        Assert.Throws<FreezeException>(() => model.Observe(new byte[432], 1, [1], (_, _, _) => { }, new float[5]));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Input_that_is_not_finite_is_refused_by_its_place(float value)
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        var tensors = new float[2 * 432];
        tensors[432 + 2 * 144 + 3 * 12 + 5] = value;
        var error = Assert.Throws<FreezeException>(() => model.Predict(tensors, new Prediction[2]));
        Assert.Contains("image 1, channel 2, row 3, column 5", error.Message, StringComparison.Ordinal);
        model.Predict(new float[432]);
    }

    [Fact]
    public void A_network_that_overflows_gives_no_answer_and_the_next_one_is_well()
    {
        using var folder = new TinyFolder();
        foreach (ref var weight in folder.Tensors["stem.weight"].Data.AsSpan()) weight *= 1000;
        WeightFiles.WriteCanonical(folder.Path, TinyFolder.Plan, folder.Tensors, new Dictionary<string, string>());
        WeightFiles.WriteCpu(folder.Path, TinyFolder.Plan);
        using var model = folder.Load();
        var expected = model.Predict(TinyFolder.Pixels(1));
        var tensor = new float[432];
        Array.Fill(tensor, 7e35f);
        Assert.Contains("not finite", Assert.Throws<FreezeException>(() => model.Predict(tensor)).Message, StringComparison.Ordinal);
        Assert.Equal(expected, model.Predict(TinyFolder.Pixels(1)));
    }
}
