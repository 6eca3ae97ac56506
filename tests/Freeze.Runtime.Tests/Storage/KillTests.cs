using System.Diagnostics;
using Freeze.Caching;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Storage;

public sealed class KillTests
{
    /// <summary>
    /// Ten programs save to ten files; each is killed (SIGKILL) ten times at a random moment while it saves. The next save leaves nothing of theirs.
    /// </summary>
    [Fact]
    public void A_hundred_kills_during_saves_never_lose_the_last_good_caches()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Freeze.SavingProgram.dll");
        Assert.True(File.Exists(program), $"{program} was not built beside the tests");
        using var folder = new TemporaryFolder();
        var plan = new ModelPlan(
            "saved", new ImageInput(3, 4, 4), [new Activate("last", new(64, 1, 1), new(64, 1, 1))],
            [new ProbePoint("probe", new Shape(64, 4, 4), 1)], [], 1, "saved-1");
        var (kills, half) = (0, 0);
        Parallel.For(0, 10, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            var (random, path) = (new Random(i), folder[$"{i}.cache.safetensors"]);
            for (var round = 0; round < 10; round++)
            {
                var start = new ProcessStartInfo(Environment.ProcessPath!, [program, path]) { RedirectStandardOutput = true };
                using var process = Process.Start(start)!;
                Assert.Equal("saved", process.StandardOutput.ReadLine());
                Thread.Sleep(random.Next(20));
                process.Kill();
                process.WaitForExit();
                Interlocked.Increment(ref kills);
                if (Directory.GetFiles(folder.Path, $"{i}.cache.safetensors.{process.Id}.*.partial").Length > 0) Interlocked.Increment(ref half);
                var cache = Assert.IsType<CentroidCache>(CacheSet.Load(path, plan).Probes[0]);
                Assert.True(cache.Slope >= 1);
                float[] values = [.. cache.Projection, .. cache.Offset, .. cache.Centroids];
                Assert.Equal(-1, values.AsSpan().IndexOfAnyExcept(cache.Slope));
            }

            CacheSet.Load(path, plan).Save(path, plan);
            Assert.Empty(Directory.GetFiles(folder.Path, $"{i}.cache.safetensors.*.partial"));
        });
        Assert.Equal(100, kills);

        // Had nobody been killed in the middle of a file, nothing were shown.
        Assert.NotEqual(0, half);
    }
}
