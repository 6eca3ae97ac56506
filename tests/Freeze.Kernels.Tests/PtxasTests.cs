using System.ComponentModel;
using System.Diagnostics;

namespace Freeze.Kernels.Tests;

public sealed class PtxasTests
{
    [SkippableTheory]
    [InlineData("sm_53", "sm_53")]
    [InlineData("sm_53", "sm_72")]
    [InlineData("sm_53", "sm_80")]
    [InlineData("sm_53", "sm_87")]
    public void Ptxas_assembles_every_module(string target, string gpu)
    {
        // The PTXAS variable names another one than the path's.
        var ptxas = Environment.GetEnvironmentVariable("PTXAS") ?? "ptxas";
        Skip.IfNot(Starts(ptxas), "ptxas (of the CUDA toolkit) is not on the path, and PTXAS does not name it.");

        var folder = Directory.CreateTempSubdirectory("freeze-ptxas-").FullName;
        try
        {
            foreach (var file in Compiled.Files.Where(file => file.Name.EndsWith($".{target}.ptx", StringComparison.Ordinal)))
            {
                var path = Path.Combine(folder, file.Name);
                File.WriteAllText(path, file.Text);
                var (exitCode, output) = Run(ptxas, $"-arch={gpu}", "-o", path + ".cubin", path);
                Assert.True(exitCode == 0, $"{file.Name} for {gpu}: {output}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool Starts(string program)
    {
        try
        {
            return Run(program, "--version").ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }
}
