using System.Diagnostics;
using Freeze.Gpu;
using Freeze.OpenCl;
using Xunit.Abstractions;

namespace Freeze.Devices.Tests;

/// <summary>Programs are built once for a machine.</summary>
public sealed class ProgramCacheTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("freeze-programs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void The_second_start_takes_programs_from_the_disk_and_damage_only_costs_time()
    {
        var device = (OpenClDevice)TestDevices.Gpu("opencl");
        var (built, first) = Start(device);
        Assert.Equal((GpuKernels.All.Count, GpuKernels.All.Count), (built, Files.Length));
        var (again, second) = Start(device);
        Assert.Equal(0, again);
        output.WriteLine($"{built} programs: {first:0} ms to build, {second:0} ms from the disk");

        // Half a file, a flipped bit, nothing at all.
        File.WriteAllBytes(Files[0], File.ReadAllBytes(Files[0])[..100]);
        var flipped = File.ReadAllBytes(Files[1]);
        flipped[^1] ^= 1;
        File.WriteAllBytes(Files[1], flipped);
        File.WriteAllBytes(Files[2], []);
        Assert.Equal(3, Start(device).Built);
        Assert.Equal(0, Start(device).Built);
    }

    [Fact]
    public void A_program_is_found_under_its_key_only()
    {
        var cache = new ProgramCache(_folder);
        Assert.Null(cache.Read("key"));
        cache.Write("key", [1, 2, 3]);
        Assert.Equal([1, 2, 3], cache.Read("key"));
        Assert.Null(cache.Read("another key"));
    }

    [SkippableFact]
    public void A_driver_s_refusal_falls_back_to_building()
    {
        var device = (OpenClDevice)TestDevices.Gpu("opencl");
        Start(device);

        // A whole file, with its right hash, of what is no program for this driver.
        var cache = new ProgramCache(_folder);
        cache.Write("nonsense", [.. Enumerable.Repeat((byte)7, 500)]);
        var nonsense = Files.MaxBy(File.GetLastWriteTimeUtc)!;
        var victim = Files.First(file => file != nonsense);
        File.Copy(nonsense, victim, overwrite: true);
        Assert.Equal(1, Start(device).Built);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_no_error()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        var cache = new ProgramCache(Path.Combine(file, "folder"));
        cache.Write("key", [1]);
        Assert.Null(cache.Read("key"));
        Assert.Null(new ProgramCache(null).Read("key"));
    }

    private string[] Files => [.. Directory.GetFiles(_folder, "*.bin").Order(StringComparer.Ordinal)];

    private (int Built, double Milliseconds) Start(OpenClDevice device)
    {
        var watch = Stopwatch.StartNew();
        var context = device.Open(new ProgramCache(_folder));
        foreach (var kernel in GpuKernels.All) Assert.NotEqual(0, context.Program(kernel));
        return (context.Built, watch.Elapsed.TotalMilliseconds);
    }
}
