using CsCheck;

namespace Freeze.Kernels.Tests;

public sealed class OpenClRunTests
{
    private static readonly Lazy<(OpenClRunner? Runner, string Reason)> s_openCl =
        new(() => OpenClRunner.TryCreate(Compiled.Text("distance.cl")));

    private static OpenClRunner Runner()
    {
        Skip.If(s_openCl.Value.Runner is null, s_openCl.Value.Reason);
        return s_openCl.Value.Runner!;
    }

    [SkippableFact]
    public void A_device_agrees_with_plain_loops_over_random_shapes()
    {
        var runner = Runner();
        Gen.Select(Gen.Int[0, int.MaxValue - 1], Gen.Int[1, 8], Gen.Int[1, 400], Gen.Int[1, 40], Gen.Int[1, 12])
            .Select((seed, batch, count, length, classes) => LookUp.Random(seed, batch, count, length, classes))
            .Sample(
                call =>
                {
                    var (nearestClass, distances) = runner.Run(call);
                    call.Check(nearestClass, distances);
                },
                iter: 60,
                threads: 1,
                print: call => $"batch {call.Batch}, {call.Count} centroids of {call.Length}, {call.Classes.Distinct().Count()} classes");
    }

    [SkippableFact]
    public void On_a_device_a_key_that_is_not_a_number_has_no_class()
    {
        var (nearestClass, distances) = Runner().Run(new LookUp([float.NaN, 1, 0, 0], [0, 0, 5, 5], [0, 1], Length: 2));
        Assert.Equal([-1, 0], nearestClass);
        Assert.Equal([float.PositiveInfinity, float.PositiveInfinity, 0, 50], distances);
    }
}
