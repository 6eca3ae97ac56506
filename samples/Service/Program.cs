using Freeze.Samples.Service;
using Freeze.Samples.Service.Web;

// freeze-service [--model DIR] [--urls http://127.0.0.1:8080]: everything in appsettings.json can be given as --Section:Name VALUE as well.
try
{
    await ServiceApp.Build<Network>(args).RunAsync();
    return 0;
}
catch (Exception error) when (Startup.IsMistake(error))
{
    Console.Error.WriteLine("error: " + error.Message);
    return 1;
}
