using System.Globalization;
using System.Security.Cryptography;
using Freeze.Bench.ColdStart;
using Freeze.Bench.Networks;
using Freeze.Bench.Reporting;
using Freeze.Bench.Service;
using Freeze.Onnx2Cs.Compilation;
using Spectre.Console;

namespace Freeze.Bench.Soak;

/// <summary>A soak from the publication of the service to the table.</summary>
internal sealed class SoakRun(SoakPlan plan, string workspace)
{
    private const int Parts = 3, FewestKnown = 48;

    private readonly Tally _one = new(), _several = new(), _frames = new();

    /// <summary>Runs it.</summary>
    /// <returns>0 when everything was kept, else 1.</returns>
    public async Task<int> RunAsync()
    {
        if (!OperatingSystem.IsLinux()) throw new FreezeException("The figures of the service come from /proc: run this on Linux.");
        var program = plan.Service ?? Publish();
        if (Directory.Exists(program)) program = Path.Combine(program, "freeze-service");
        if (!File.Exists(program)) throw new FreezeException($"There is no published service '{program}'. Leave --service out to publish it.");

        Log.Step("asking every generation without a service");
        var model = ModelFolder.Open(ConveyorNetwork.Path).Model;
        var pictures = Picture.Make(model.Plan.Input);
        var generations = Generation.Write(workspace).Select(folder => Generation.Ask(model, folder, pictures)).ToArray();
        int[] known = [.. Enumerable.Range(0, pictures.Length).Where(i => Array.TrueForAll(generations, g => g.Answers[i] is not null))];
        if (known.Length < FewestKnown) throw new FreezeException($"Only {known.Length} pictures have an answer that does not depend on the batch.");

        var (link, broken) = (Path.Combine(workspace, "current"), Path.Combine(workspace, "broken"));
        Directory.CreateDirectory(broken);
        await File.WriteAllTextAsync(Path.Combine(broken, model.Plan.Name + ".cpu.safetensors"), "nonsense, and no weights");
        Swapper.Point(link, generations[0].Folder);
        var (token, tokenFile) = await TokenAsync();
        using var clock = plan.FakeTime is { } library ? new JumpingClock(library, Path.Combine(workspace, "clock")) : null;
        using var server = ServerProcess.Start(
            program, clock?.Environment ?? [], "--model", link, "--Freeze:MaxBatch", $"{SoakPlan.MaxBatch}", "--Freeze:AuditShare", "0",
            "--Freeze:Risk", SoakPlan.Risk.ToString(CultureInfo.InvariantCulture), "--Freeze:ReloadOnChange", "true",
            "--Logging:LogLevel:Freeze", "None", "--Service:AdminTokenFile", tokenFile);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1024 }) { BaseAddress = server.Address };

        var history = new History(generations[0]);
        var client = new SoakClient(http, history, pictures, known);
        var (swapper, vitals) = (new Swapper(http, token, link, generations, broken, history), new Vitals(http, server));
        var breakers = new BrokenClients(server.Address, pictures[0].Body);
        Log.Step($"{plan.Time.TotalMinutes} minutes of load; {known.Length} of {pictures.Length} pictures have answers that no batch changes");
        using (var stop = new CancellationTokenSource(plan.Time))
        {
            await Task.WhenAll(
            [
                .. Enumerable.Range(0, plan.Connections).Select(i => Task.Run(() => SendAsync(client, i, model.Plan.Input, stop.Token))),
                .. Enumerable.Range(0, plan.Streams).Select(i => Task.Run(() => StreamAsync(client, i, stop.Token))),
                Task.Run(() => swapper.RunAsync(plan.Swap, stop.Token)), Task.Run(() => vitals.RunAsync(stop.Token)),
                Task.Run(() => breakers.RunAsync(stop.Token)), clock?.RunAsync(plan.Swap, stop.Token) ?? Task.CompletedTask,
            ]);
        }

        return new SoakTable(plan, _one, _several, _frames, client, swapper, vitals, breakers, clock).Print(server);
    }

    private async Task SendAsync(SoakClient client, int worker, ImageInput input, CancellationToken stop)
    {
        for (var i = worker; !stop.IsCancellationRequested; i += plan.Connections)
        {
            if (i % 4 == 3) await client.SeveralAsync(i, Parts, _several);
            else await client.OneAsync(i, _one, hasSize: i % 2 == 0, input);
        }
    }

    private async Task StreamAsync(SoakClient client, int stream, CancellationToken stop)
    {
        // A few frames a second more than a camera, so that most of the load is the others'.
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            await client.FrameAsync(i, $"camera {stream}", _frames);
            await Task.Delay(20, CancellationToken.None);
        }
    }

    private string Publish()
    {
        if (Publisher.Obstacle() is { } obstacle) throw new FreezeException($"The service cannot be published: {obstacle}.");
        Log.Step("publishing the sample service with NativeAOT");
        var folder = Path.Combine(workspace, "service");
        Publisher.Publish("../samples/Service", folder);
        return folder;
    }

    private async Task<(string Token, string Path)> TokenAsync()
    {
        var (token, path) = (RandomNumberGenerator.GetHexString(32), Path.Combine(workspace, "token"));
        await File.WriteAllTextAsync(path, token);
        return (token, path);
    }
}
