using System.Net;
using Freeze.Hosting.Tests.Service;

namespace Freeze.Hosting.Tests.Faults;

/// <summary>The model is replaced while it answers; nothing is dropped and nothing is wrong.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("freeze-reload-").FullName;

    private readonly TokenFile _token = new();

    public ReloadTests()
    {
        foreach (var file in Directory.GetFiles(Frames.Models)) File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
    }

    public void Dispose()
    {
        _token.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Reload_under_load_drops_nothing()
    {
        await using var service = await RunningService.StartAsync("--Service:AdminTokenFile", _token.Path);
        using var load = new Load(service, workers: 4);
        for (var i = 0; i < 10; i++)
        {
            await Task.Delay(50);
            Assert.Equal(HttpStatusCode.OK, (await service.ReloadAsync()).StatusCode);
        }

        var sent = await load.StopAsync();
        var snapshot = service.Service.Snapshot();
        Assert.True(sent > 10, $"{sent} requests were answered");
        Assert.Equal((11, sent, sent, 0), (snapshot.Generation, snapshot.Accepted, snapshot.Answered, snapshot.Failed));
    }

    [Fact]
    public async Task Broken_files_leave_the_present_model()
    {
        await using var service = await RunningService.StartAsync("--Freeze:Folder", _folder, "--Service:AdminTokenFile", _token.Path);
        var weights = Path.Combine(_folder, "conveyor.cpu.safetensors");
        Replace(weights, File.ReadAllBytes(weights)[..1000]);
        using var response = await service.ReloadAsync();
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Contains("conveyor.cpu.safetensors", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var answer = await service.PostRawAsync(0);
        Assert.Equal([(Frames.Expected[0].Class, Frames.Expected[0].Exit)], await RunningService.AnswersAsync(answer));
        Assert.Equal(1, service.Service.Model.Generation);
    }

    [Fact]
    public async Task New_files_are_taken_by_themselves()
    {
        await using var service = await RunningService.StartAsync(
            "--Freeze:Folder", _folder, "--Freeze:ReloadOnChange", "true", "--Freeze:ReloadDelay", "00:00:00.05");
        Assert.True(service.Service.Model.HasCaches);
        File.Delete(Path.Combine(_folder, "conveyor.cache.safetensors"));
        for (var i = 0; i < 1000 && service.Service.Model.HasCaches; i++) await Task.Delay(10);
        Assert.False(service.Service.Model.HasCaches);
        using var answer = await service.PostRawAsync(0);
        Assert.Equal("end", Assert.Single(await RunningService.AnswersAsync(answer)).Exit);
    }

    // As the documentation asks: mapped files are replaced, not overwritten.
    private static void Replace(string path, byte[] content)
    {
        File.WriteAllBytes(path + ".new", content);
        File.Move(path + ".new", path, overwrite: true);
    }
}
