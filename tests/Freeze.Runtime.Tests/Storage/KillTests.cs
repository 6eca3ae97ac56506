using System.Diagnostics;

namespace Freeze.Runtime.Tests.Storage;

public sealed class KillTests
{
    /// <summary>
    /// Ten programs save to ten files; each is killed (SIGKILL) ten times at a random moment while it saves. The next save leaves nothing of theirs.
    /// </summary>
    [Fact]
    public void A_hundred_kills_during_saves_never_lose_the_last_good_caches()
    {
        using var folder = new TemporaryFolder();
        var (kills, half) = (0, 0);
        Parallel.For(0, 10, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            var (random, path) = (new Random(i), folder[$"{i}.cache.safetensors"]);
            for (var round = 0; round < 10; round++)
            {
                var start = new ProcessStartInfo(Environment.ProcessPath!, [SavedCaches.Program, path]) { RedirectStandardOutput = true };
                using var process = Process.Start(start)!;
                Assert.Equal("saved", process.StandardOutput.ReadLine());
                Thread.Sleep(random.Next(20));
                process.Kill();
                process.WaitForExit();
                Interlocked.Increment(ref kills);
                if (Directory.GetFiles(folder.Path, $"{i}.cache.safetensors.{process.Id}.*.partial").Length > 0) Interlocked.Increment(ref half);
                SavedCaches.LoadWhole(path);
            }

            SavedCaches.LoadWhole(path).Save(path, SavedCaches.Plan);
            Assert.Empty(Directory.GetFiles(folder.Path, $"{i}.cache.safetensors.*.partial"));
        });
        Assert.Equal(100, kills);

        // Had nobody been killed in the middle of a file, nothing were shown.
        Assert.NotEqual(0, half);
    }
}
