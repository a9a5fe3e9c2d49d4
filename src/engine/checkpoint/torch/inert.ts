// Which objects may stand in a file as data: they are not made, so what their class would do does not happen. But
// a file that asks for a function of Python's library is no checkpoint with a class too many: it is refused.
import { standardModules } from './standardModules.ts';
import type { Global } from './values.ts';

/** Classes of Python's library that hold data, and functions that only make such; as they are pickled. */
const DATA = new Set(
  `argparse.Namespace array._array_reconstructor array.array builtins.object builtins.range
collections.ChainMap collections.UserDict collections.UserList configparser.ConfigParser
configparser.RawConfigParser dataclasses.Field datetime.date datetime.datetime datetime.time
datetime.timedelta datetime.timezone decimal.Decimal fractions.Fraction functools.partial
ipaddress.IPv4Address ipaddress.IPv6Address itertools.count logging.getLogger logging.Logger
logging.RootLogger operator.attrgetter operator.getitem operator.itemgetter pathlib.Path pathlib.PosixPath
pathlib.PurePath pathlib.PurePosixPath pathlib.PureWindowsPath pathlib.WindowsPath
pathlib._local.Path pathlib._local.PosixPath pathlib._local.PurePosixPath
pathlib._local.PureWindowsPath pathlib._local.WindowsPath random.Random re._compile
string.Template time.struct_time types.SimpleNamespace uuid.UUID zoneinfo.ZoneInfo
zoneinfo.ZoneInfo._unpickle`.split(/\s+/),
);

/** A class, as everybody writes their names: a function is none. */
const CLASS = /^_*\p{Lu}/u;

/** Whether an object of this class may stand as data: it is made without running anything of it in Python either. */
export function mayBeMade(of: Global): boolean {
  return DATA.has(of.path) || !standardModules.has(of.module.split('.')[0]);
}

/** Whether what is called is a class of somebody's own, as members of an enumeration are pickled. */
export function mayBeCalled(of: Global): boolean {
  return mayBeMade(of) && (DATA.has(of.path) || CLASS.test(of.name.split('.').at(-1) ?? ''));
}
