using System.Diagnostics;

namespace Freeze.Bench.Contention;

/// <summary>Another process that keeps every core busy until it is disposed.</summary>
internal sealed class BusyCores : IDisposable
{
    /// <summary>The hidden command that spins.</summary>
    public const string Command = "spin";

    private readonly Process _process;

    public BusyCores()
    {
        var program = Environment.ProcessPath!;
        string[] host = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(BusyCores).Assembly.Location] : [];
        _process = Process.Start(new ProcessStartInfo(program, [.. host, Command]) { RedirectStandardInput = true })!;
    }

    /// <summary>Spins on every core until standard input ends, so that no spinning process outlives the one that started it.</summary>
    public static int Spin()
    {
        for (var core = 0; core < Environment.ProcessorCount; core++) new Thread(Forever) { IsBackground = true }.Start();
        while (Console.In.Read() >= 0)
        {
        }

        return 0;

        static void Forever()
        {
            while (true) Thread.SpinWait(1000);
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
