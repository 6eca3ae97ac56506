using System.Diagnostics;
using Freeze.Hosting.Tests.Service;

namespace Freeze.Hosting.Tests.Faults;

/// <summary>
/// Deployments swap links. The service takes what they lead to then; what it cannot load leaves the model from before, degraded and alive.
/// </summary>
public sealed class LinkTests : IDisposable
{
    private static readonly string[] s_watching = ["--Freeze:ReloadOnChange", "true", "--Freeze:ReloadDelay", "00:00:00.05"];

    private readonly string _folder = Directory.CreateTempSubdirectory("freeze-links-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A mounted ConfigMap: files are links through "..data", which is renamed over at once.</summary>
    [SkippableFact]
    public async Task A_config_map_that_is_updated()
    {
        Skip.If(OperatingSystem.IsWindows(), "links take rights there");
        Version("..v1");
        Link("..data", "..v1");
        foreach (var file in Directory.GetFiles(Path.Combine(_folder, "..v1")).Select(Path.GetFileName)) Link(file!, $"..data/{file}");
        await using var service = await RunningService.StartAsync(["--Freeze:Folder", _folder, .. s_watching]);
        Assert.True(service.Service.Model.HasCaches);

        Version("..v2", caches: false);
        Swap("..data", "..v2");

        // Kubernetes takes away the links of files that are gone only after that; until then one leads nowhere.
        File.Delete(Path.Combine(_folder, "conveyor.cache.safetensors"));
        await UntilAsync(() => !service.Service.Model.HasCaches, service);
        await AnswersAsync(service);
    }

    /// <summary><c>ln -sfn</c>: a part of the folder's own path is a link. The files of both versions have the same lengths and times.</summary>
    [SkippableFact]
    public async Task A_folder_that_is_a_link()
    {
        Skip.If(OperatingSystem.IsWindows(), "links take rights there");
        Version("v1/models");
        Version("v2/models");
        foreach (var file in Directory.GetFiles(_folder, "*", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        Link("current", "v1");
        await using var service = await RunningService.StartAsync(["--Freeze:Folder", Path.Combine(_folder, "current", "models"), .. s_watching]);
        Swap("current", "v2");
        await UntilAsync(() => service.Service.Model.Generation == 2, service);
        await AnswersAsync(service);

        // Back again, as deployments go.
        Swap("current", Path.Combine(_folder, "v1"));
        await UntilAsync(() => service.Service.Model.Generation == 3, service);
    }

    [SkippableFact]
    public async Task A_version_that_cannot_be_loaded_degrades_and_the_next_one_mends_it()
    {
        Skip.If(OperatingSystem.IsWindows(), "links take rights there");
        Version("v1");
        Version("v2");
        File.WriteAllBytes(Path.Combine(_folder, "v2", "conveyor.cpu.safetensors"), new byte[100]);
        Link("current", "v1");
        await using var service = await RunningService.StartAsync(["--Freeze:Folder", Path.Combine(_folder, "current"), .. s_watching]);
        Assert.Equal("Healthy", await service.GetAsync("/healthz"));
        Swap("current", "v2");
        await UntilAsync(() => service.Service.ReloadProblem is not null);
        Assert.Contains("conveyor.cpu.safetensors", service.Service.ReloadProblem, StringComparison.Ordinal);

        // Degraded is 200 by ASP.NET's defaults: the instance goes on getting requests, and is not killed.
        Assert.Equal("Degraded", await service.GetAsync("/healthz"));
        Assert.Equal("Degraded", await service.GetAsync("/healthz/ready"));
        Assert.Equal("Healthy", await service.GetAsync("/healthz/live"));
        Assert.Equal(1, service.Service.Model.Generation);
        await AnswersAsync(service);

        Version("v3");
        Swap("current", "v3");
        await UntilAsync(() => service.Service.ReloadProblem is null);
        Assert.Equal("Healthy", await service.GetAsync("/healthz"));
    }

    private static async Task AnswersAsync(RunningService service)
    {
        using var answer = await service.PostRawAsync(0);
        Assert.Equal(Frames.Expected[0].Class, Assert.Single(await RunningService.AnswersAsync(answer)).Class);
    }

    private static async Task UntilAsync(Func<bool> condition, RunningService? service = null)
    {
        for (var i = 0; i < 3000 && !condition(); i++) await Task.Delay(10);
        Assert.True(condition(), service?.Service.ReloadProblem);
    }

    private void Version(string name, bool caches = true)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        foreach (var file in Directory.GetFiles(Frames.Models).Where(file => caches || !file.Contains(".cache.", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
    }

    private void Link(string name, string target) => File.CreateSymbolicLink(Path.Combine(_folder, name), target);

    // At once, as "ln -sfn" and Kubernetes do: File.Move does not move links to folders.
    private void Swap(string name, string target)
    {
        Link(name + ".new", target);
        using var move = Process.Start("mv", ["-T", Path.Combine(_folder, name + ".new"), Path.Combine(_folder, name)]);
        move.WaitForExit();
        Assert.Equal(0, move.ExitCode);
    }
}
