using System.Globalization;
using Freeze.Bench.ColdStart;
using Freeze.Bench.Comparison;
using Freeze.Bench.Networks;
using Freeze.Bench.Reporting;
using Spectre.Console;

namespace Freeze.Bench.Service;

/// <summary>Both services on this machine: time to ready, then load in turns.</summary>
internal static class ServiceBench
{
    public static async Task<int> RunAsync(Network network, ServicePlan plan, string shared, string workspace)
    {
        if (Publisher.Obstacle() is { } obstacle) throw new FreezeException($"The services cannot be published: {obstacle}.");
        if (!OperatingSystem.IsLinux()) throw new FreezeException("The figures of the services come from /proc: run this on Linux.");
        var images = new ServiceImages(network, plan.Input, shared);
        var services = new PublishedServices(network, plan, workspace);
        var (ours, theirs) = (Offline.Freeze(services.Models, network, images.Pixels), Offline.OnnxRuntime(network, images.Pixels));
        LoadedServer Freeze() => new("Freeze", services.StartFreeze(), images.Bodies, plan.ContentType, ours);
        LoadedServer OnnxRuntime() => new("ONNX Runtime", services.StartOnnxRuntime(), images.Bodies, plan.ContentType, theirs);

        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 200;
        var agreement = ours.Zip(theirs).Count(pair => pair.First.Class == pair.Second.Class) / (double)ours.Length;
        AnsiConsole.MarkupLineInterpolated($"{Machine.Here.Cpu}; {network.Name}, {plan.Input}, batches of up to {plan.MaxBatch}, a worker with one thread for each core");
        AnsiConsole.MarkupLineInterpolated($"caches {(network.Caches is null ? "off" : "on")}; offline, {agreement:0.0%} of the images get the same answer from both");
        await StartsAsync(plan.Starts, Freeze, OnnxRuntime, services.Megabytes);
        return await LoadAsync(plan, Freeze, OnnxRuntime);
    }

    private static async Task StartsAsync(int starts, Func<LoadedServer> first, Func<LoadedServer> second, (double First, double Second) megabytes)
    {
        if (starts == 0) return;
        Log.Step($"{starts} starts of each service");
        var (ours, theirs) = (new Starts(), new Starts());
        for (var i = -1; i < starts; i++)
        {
            await ours.AddAsync(first, counts: i >= 0);
            await theirs.AddAsync(second, counts: i >= 0);
        }

        var table = new Table { Border = TableBorder.Rounded }.AddColumns("median of starts", "Freeze", "ONNX Runtime", "ONNX Runtime / Freeze");
        Row("ms from the start to ready", Statistics.Median(ours.Ready), Statistics.Median(theirs.Ready));
        Row("ms of the first answer", Statistics.Median(ours.Answer), Statistics.Median(theirs.Answer));
        Row("peak memory then, MB", Statistics.Median(ours.Memory), Statistics.Median(theirs.Memory));
        Row("deployed files with the model, MB", megabytes.First, megabytes.Second);
        AnsiConsole.Write(table);

        void Row(string name, double a, double b) => table.AddRow(name, Number(a), Number(b), Number(b / a) + "x");
    }

    private static async Task<int> LoadAsync(ServicePlan plan, Func<LoadedServer> first, Func<LoadedServer> second)
    {
        using var ours = first();
        using var theirs = second();
        LoadedServer[] both = [ours, theirs];
        foreach (var server in both) await server.RunAsync(TimeSpan.FromSeconds(2), plan.Connections, counts: false);
        Log.Step($"{plan.Seconds} s of load on each service, {plan.Connections} requests at once");
        while (theirs.Seconds < plan.Seconds)
            foreach (var server in both) await server.RunAsync(TimeSpan.FromSeconds(Math.Min(plan.Block, plan.Seconds)), plan.Connections, counts: true);
        var table = new Table { Border = TableBorder.Rounded }.AddColumns(
            "under load", "answers", "wrong", "lost", "other exit", "a second", "a CPU second", "p50 ms", "p99 ms", "memory MB, first and last block", "peak");
        foreach (var server in both)
            table.AddRow(
                server.Name, $"{server.Answers}", $"{server.Wrong}", $"{server.Lost}", $"{server.OtherExits}", Number(server.Answers / server.Seconds),
                Number(server.Answers / server.CpuSeconds), Number(server.Latency.Quantile(0.5).TotalMilliseconds),
                Number(server.Latency.Quantile(0.99).TotalMilliseconds), $"{Number(server.Megabytes[0])} {Number(server.Megabytes[^1])}",
                Number(server.Server.PeakMegabytes));
        AnsiConsole.Write(table);
        var ratio = ours.Answers / ours.CpuSeconds / (theirs.Answers / theirs.CpuSeconds);
        AnsiConsole.MarkupLineInterpolated($"requests a CPU second: {Number(ratio)}x");
        return both.All(server => server.Wrong == 0 && server.Lost == 0) ? 0 : 1;
    }

    private static string Number(double value) => value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
