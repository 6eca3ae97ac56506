using CsCheck;

namespace Freeze.Kernels.Tests;

public sealed class DistanceTests(CpuAccelerator accelerator) : IClassFixture<CpuAccelerator>
{
    [Fact]
    public void Agrees_with_plain_loops_over_random_shapes() =>
        Gen.Select(Gen.Int[0, int.MaxValue - 1], Gen.Int[1, 3], Gen.Int[1, 400], Gen.Int[1, 40], Gen.Int[1, 12])
            .Select((seed, batch, count, length, classes) => LookUp.Random(seed, batch, count, length, classes))
            .Sample(
                call =>
                {
                    call.Check(accelerator.Run(call));
                },
                iter: 40,
                threads: 1,
                print: call => $"batch {call.Batch}, {call.Count} centroids of {call.Length}, {call.Classes.Distinct().Count()} classes");

    [Theory]
    [InlineData(1)]
    [InlineData(Distance.GroupSize - 1)]
    [InlineData(Distance.GroupSize)]
    [InlineData(Distance.GroupSize + 1)]
    public void Any_number_of_centroids_fits_the_group(int count)
    {
        var call = LookUp.Random(seed: 7, batch: 2, count, length: 5, classes: 3);
        call.Check(accelerator.Run(call));
    }

    [Fact]
    public void A_lone_class_is_no_evidence()
    {
        Assert.Equal([4, 0], accelerator.Run(new LookUp([1, 1], [0, 0, 5, 5, 1, 2], [4, 4, 4], Length: 2)));
    }

    [Fact]
    public void Of_equally_near_classes_the_first_answers_wherever_it_stands()
    {
        // 200 centroids in pairs at the same place: the pair nearest to the key is tied, and its halves fall to different threads.
        var centroids = Enumerable.Range(0, 200).Select(i => (float)Math.Abs(100 - i)).ToArray();
        var classes = Enumerable.Range(0, 200).ToArray();
        Assert.Equal([99, 0, 97, 0], accelerator.Run(new LookUp([0.5f, 3], centroids, classes, Length: 1)));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_key_that_is_not_finite_has_no_class(float bad)
    {
        Assert.Equal([-1, 0, 0, 1], accelerator.Run(new LookUp([bad, 1, 0, 0], [0, 0, 5, 5], [0, 1], Length: 2)));
    }
}
