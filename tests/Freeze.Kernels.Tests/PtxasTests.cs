using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Freeze.Kernels.Tests;

public sealed class PtxasTests
{
    private static readonly string s_fetched = Path.Combine(Here(), "obj", "ptxas", "ptxas");

    private static readonly string s_ptxas = File.Exists(s_fetched) ? s_fetched : "ptxas";

    [SkippableTheory]
    [InlineData("sm_53", "sm_53")]
    [InlineData("sm_53", "sm_72")]
    [InlineData("sm_53", "sm_80")]
    [InlineData("sm_53", "sm_87")]
    public void Ptxas_assembles_every_module(string target, string gpu)
    {
        Skip.IfNot(Starts(s_ptxas), "ptxas (of the CUDA toolkit) is not on the path; tests/Freeze.Kernels.Tests/ptxas.sh fetches it.");

        var folder = Directory.CreateTempSubdirectory("freeze-ptxas-").FullName;
        try
        {
            foreach (var file in Compiled.Files.Where(file => file.Name.EndsWith($".{target}.ptx", StringComparison.Ordinal)))
            {
                var path = Path.Combine(folder, file.Name);
                File.WriteAllText(path, file.Text);
                var (exitCode, output) = Run(s_ptxas, $"-arch={gpu}", "-o", path + ".cubin", path);
                Assert.True(exitCode == 0, $"{file.Name} for {gpu}: {output}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

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
