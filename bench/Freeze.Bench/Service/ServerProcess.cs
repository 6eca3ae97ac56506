using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Freeze.Bench.Service;

/// <summary>A published service as a process of its own.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ServerProcess(Process process, Uri address, double ready) => (_process, Address, MillisecondsToReady) = (process, address, ready);

    public Uri Address { get; }

    /// <summary>From the start of the process to the first "ready".</summary>
    public double MillisecondsToReady { get; }

    /// <summary>Processor time that it has taken, in seconds.</summary>
    public double CpuSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Resident memory in MB, as the kernel counts it.</summary>
    public double Megabytes => Status("VmRSS:");

    /// <summary>The most resident memory that it has had, in MB.</summary>
    public double PeakMegabytes => Status("VmHWM:");

    /// <summary>Whether it has not ended.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>Starts a service and waits until it says that it is ready.</summary>
    public static ServerProcess Start(string path, params string[] arguments) => Start(path, new Dictionary<string, string>(), arguments);

    /// <summary>Starts a service, with variables of its environment, and waits until it says that it is ready.</summary>
    public static ServerProcess Start(string path, Dictionary<string, string> environment, params string[] arguments)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}");
        var info = new ProcessStartInfo(path, [.. arguments, "--urls", address.ToString(), "--Logging:LogLevel:Default", "Warning"]) { UseShellExecute = false };
        foreach (var (name, value) in environment) info.Environment[name] = value;
        var start = Stopwatch.GetTimestamp();
        var process = Process.Start(info) ?? throw new FreezeException($"{path} could not be started.");
        using var client = new HttpClient { BaseAddress = address };
        while (true)
        {
            if (process.HasExited) throw new FreezeException($"{Path.GetFileName(path)} ended with {process.ExitCode} before it was ready.");
            try
            {
                using var answer = client.Send(new HttpRequestMessage(HttpMethod.Get, "/healthz/ready"));
                if (answer.StatusCode == HttpStatusCode.OK) return new(process, address, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(start) < s_patience)
            {
                // It does not listen yet.
            }

            Thread.Sleep(1);
        }
    }

    /// <summary>Asks it to stop, as an orchestrator would; kills it where that does not help.</summary>
    public void Dispose()
    {
        if (!_process.HasExited) _ = Kill(_process.Id, Terminate);
        if (!_process.WaitForExit(s_patience)) _process.Kill();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    private double Status(string field)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
