using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Freeze.DeviceCheck;

/// <summary>Times the same network in PyTorch, in the same call and on the same card; its rows go on with the table.</summary>
internal static class PyTorch
{
    public static bool Run(string python, TimeSpan time)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "pytorch_baseline.py");
        string[] arguments = [script, "--rows", "--seconds", time.TotalSeconds.ToString(CultureInfo.InvariantCulture)];
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, arguments))!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception e)
        {
            throw new FreezeException($"'{python}' cannot be started ({e.Message}). Name a Python interpreter that has PyTorch.", e);
        }
    }
}
