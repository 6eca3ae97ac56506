using Freeze.Kernels.Compilation;

if (args.Length != 1)
{
    Console.Error.WriteLine("Compiles Freeze's kernels to PTX and OpenCL C.\nUsage: Freeze.Kernels OUTPUT_FOLDER");
    return 2;
}

var files = KernelCompiler.CompileAll();
var written = OutputFolder.Write(args[0], files);
Console.WriteLine($"{files.Count} kernel files, {written} changed, in {args[0]}");
return 0;
